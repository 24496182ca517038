import { z } from 'zod';
import { moreAccess, type BuiltManifest } from '@plexica/registry';
import { AccessItem } from './access-item.ts';

/** What a version of a plugin adds to what is possible in a tenant; of an update, what the version before had not. */
export const Brings = z.object({
  permissions: z.record(z.string(), z.string()).describe('Maps each full permission key to its description'),
  roles: z
    .record(z.string(), z.array(z.string()))
    .describe('Maps each role that it offers to its permissions'),
  access: z.array(AccessItem).describe('Access beyond its own data, which requires consent'),
  allowedSecrets: z
    .record(z.string(), z.string())
    .optional()
    .describe(
      'Strings in the package that look like credentials. Maps a redacted form of each to the reason its author gives why it is not one',
    ),
});

export type Brings = z.output<typeof Brings>;

/** @param before the version that is there now, whose part of it is left out */
export function bringsOf(manifest: BuiltManifest, before?: BuiltManifest): Brings {
  const { id, permissions = {}, roles = {}, allowedSecrets = {} } = manifest;
  const added = <Value>(now: Record<string, Value>, had: object = {}): [string, Value][] =>
    Object.entries(now).filter(([key]) => !Object.hasOwn(had, key));
  const allowed = added(allowedSecrets, before?.allowedSecrets);
  const complete = (key: string): string => `${id}.${key}`;
  return {
    permissions: Object.fromEntries(
      added(permissions, before?.permissions).map(([key, meaning]) => [complete(key), meaning]),
    ),
    roles: Object.fromEntries(
      added(roles, before?.roles).map(([role, patterns]) => [role, patterns.map(complete)]),
    ),
    access: moreAccess(manifest, before),
    ...(allowed.length > 0 && { allowedSecrets: Object.fromEntries(allowed) }),
  };
}
