import { z } from 'zod';
import { PlexicaError } from '@plexica/sdk/errors';
import { PermissionList } from '../../access/permission-list.ts';
import { recorded } from '../../http/recorded.ts';
import { DisplayName } from '../../http/display-name.ts';

/** Roles that every tenant has, and those of the platform. */
const DEFAULT_ROLES: ReadonlySet<string> = new Set([
  'admin',
  'user',
  'guest',
  'super_admin',
  'operator',
  'auditor',
]);

const ROLE_SOURCES = ['default', 'custom', 'plugin'] as const;

const RoleKey = z
  .string()
  .max(63)
  .regex(
    /^[a-z][a-z0-9]*([_-][a-z0-9]+)*$/,
    'must have lowercase letters and digits, with single dashes or underscores between them',
  )
  .describe('Key of the role, by which members get it');

export const NewRole = z
  .strictObject({
    key: recorded(RoleKey),
    name: recorded(DisplayName.optional().describe('Display name. By default the key')),
    permissions: recorded(PermissionList.describe('Permissions, such as `members.read` or `crm.contacts.*`')),
  })
  .meta({ id: 'NewRole' });

export const RoleChange = z
  .strictObject({ name: recorded(DisplayName.optional()), permissions: recorded(PermissionList).optional() })
  .refine((change) => Object.keys(change).length > 0, 'must have a name or permissions')
  .meta({ id: 'RoleChange' });

export const Role = z
  .object({
    key: z
      .string()
      .describe('Key of the role. That of a plugin begins with the id of the plugin: `crm.sales`'),
    name: z.string(),
    permissions: z.array(z.string()),
    source: z
      .enum(ROLE_SOURCES)
      .describe('Whether every tenant has it, this tenant made it, or a plugin offers it'),
    plugin: z.string().optional().describe('Id of the plugin that offers it'),
    members: z.number().int().describe('Number of members who have it'),
  })
  .meta({ id: 'Role' });
export type Role = z.output<typeof Role>;

export interface RoleRow {
  key: string;
  name: string;
  permissions: string[];
  plugin: string | null;
  members: number;
}

export function sourceOf({ key, plugin }: Pick<RoleRow, 'key' | 'plugin'>): Role['source'] {
  if (plugin !== null) return 'plugin';
  return DEFAULT_ROLES.has(key) ? 'default' : 'custom';
}

export function toRole(row: RoleRow): Role {
  const { key, name, permissions, plugin, members } = row;
  return {
    key,
    name,
    permissions,
    source: sourceOf(row),
    ...(plugin === null ? {} : { plugin }),
    members,
  };
}

/** What a change of a role must have seen. Who has it does not matter. */
export function versionOfRole({ key, name, permissions }: RoleRow): object {
  return { key, name, permissions };
}

/** @throws PlexicaError `role_fixed` */
export function requireCustom(role: RoleRow): void {
  const source = sourceOf(role);
  if (source === 'custom') return;
  throw new PlexicaError(
    'role_fixed',
    source === 'default'
      ? `${role.key} is a role of every tenant`
      : `${role.key} is defined by the plugin ${role.plugin}`,
  );
}
