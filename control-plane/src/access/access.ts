import type { Request } from 'express';
import type { Principal } from './principal.ts';
import type { WorkspaceRole } from './workspace-role.ts';

/** Reads one kind of token. Returns `undefined` for any other, and for one that is unknown, expired or revoked. */
export type TokenReader = (token: string) => Promise<Principal | undefined>;

/** Finds the principal of a request. */
export interface Access {
  /** The principal of a bearer token, or `undefined` if the token is unknown, expired or revoked. */
  principalOf: TokenReader;
  /**
   * The principal of a browser's session, or `undefined` without a session.
   *
   * @throws PlexicaError `not_allowed` for a changing request that another site has sent
   */
  sessionOf(request: Request): Promise<Principal | undefined>;
  /**
   * The role of a member in a workspace of the tenant, or `undefined` without one.
   *
   * @param workspace id or slug
   * @param member id
   */
  workspaceRole(tenant: string, workspace: string, member: string): Promise<WorkspaceRole | undefined>;
}

/** Asks the readers one after the other. */
export function anyOf(readers: readonly TokenReader[]): TokenReader {
  return async (token) => {
    for (const read of readers) {
      const principal = await read(token);
      if (principal !== undefined) return principal;
    }
    return undefined;
  };
}
