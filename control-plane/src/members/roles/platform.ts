import type { MembersPlatform } from '../platform.ts';

/** The parts of the server that roles use. */
export interface RolesPlatform extends MembersPlatform {
  /**
   * Checks patterns against the permissions of the installed plugins.
   *
   * @param tenant its id
   * @throws PlexicaError `invalid_input`
   */
  readonly requireInstalledPermissions: (tenant: string, patterns: readonly string[]) => Promise<void>;
  /**
   * Why nobody in a tenant can have a permission: no installed plugin declares it. `undefined` if it can be had.
   *
   * @param tenant its id
   */
  readonly unknownPermission: (tenant: string, permission: string) => Promise<string | undefined>;
}
