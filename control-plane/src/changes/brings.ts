import { z } from 'zod';
import { moreAccess, type BuiltManifest } from '@plexica/registry';
import { AccessItem } from './access-item.ts';

/** What a version of a plugin adds to what is possible in a tenant; of an update, what the version before had not. */
export const Brings = z.object({
  permissions: z.record(z.string(), z.string()).describe('Complete key to meaning'),
  roles: z
    .record(z.string(), z.array(z.string()))
    .describe('Name of a role that it offers to its permissions'),
  access: z.array(AccessItem).describe('What it asks for beyond its own data, and needs consent'),
  allowedSecrets: z
    .record(z.string(), z.string())
    .optional()
    .describe(
      'Texts of the package that look like credentials: what stands for each to why its author says it is none',
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
