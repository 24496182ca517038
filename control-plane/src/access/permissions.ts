import { didYouMean, namePattern, pluginIdLength, reservedNames, someCovers } from '@plexica/registry';

/** A dotted key, or a pattern whose trailing `*` matches the rest: `crm.contacts.read`, `crm.*`, `*`. */
export const PERMISSION_PATTERN = /^(\*|[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)*(\.\*)?)$/;

/**
 * Permissions of the control plane. Their first words are reserved names: no plugin can have such an id, so no
 * permission of a plugin can be one of these.
 */
export const PLATFORM_PERMISSIONS = [
  'tenants.create',
  'tenants.read',
  'tenants.delete',
  'plugins.publish',
  'plugins.trust',
  'installations.read',
  'installations.write',
  'config.read',
  'config.write',
  'logs.read',
  'db.query',
  'tokens.read',
  'tokens.write',
  'operations.read',
  'members.read',
  'members.write',
  'roles.read',
  'roles.write',
  'workspaces.read',
  'workspaces.write',
  'clients.read',
  'clients.write',
  'permissions.read',
  'audit.read',
] as const;
export type PlatformPermission = (typeof PLATFORM_PERMISSIONS)[number];

/** Permissions that nothing asks for in a tenant. */
export const ONLY_OF_PLATFORM: ReadonlySet<string> = new Set<PlatformPermission>([
  'tenants.create',
  'tenants.delete',
  'plugins.publish',
  'plugins.trust',
  'tokens.read',
  'tokens.write',
  'operations.read',
]);

/**
 * Why a pattern of `PERMISSION_PATTERN` can never match, or `undefined`. The permissions of a plugin are unknown until
 * it is installed, so all patterns that begin with a possible plugin id pass.
 */
export function permissionProblem(pattern: string): string | undefined {
  if (pattern === '*') return undefined;
  const [first = '', ...rest] = pattern.split('.');
  if (PLATFORM_PERMISSIONS.some((known) => known.startsWith(`${first}.`))) {
    const meant = PLATFORM_PERMISSIONS.some((known) => covers([pattern], known));
    return meant
      ? undefined
      : `is not a permission of the platform${didYouMean(pattern, PLATFORM_PERMISSIONS)}`;
  }
  if (reservedNames.has(first) || !isPluginId(first)) {
    return `must begin with a plugin id or with the first word of a platform permission${didYouMean(pattern, PLATFORM_PERMISSIONS)}`;
  }
  return rest.length > 0
    ? undefined
    : `names a plugin but no permission; use ${first}.* for all its permissions`;
}

function isPluginId(word: string): boolean {
  return namePattern.test(word) && word.length >= pluginIdLength.min && word.length <= pluginIdLength.max;
}

/** Whether one of the patterns covers a permission. */
export function covers(patterns: readonly string[], permission: string): boolean {
  return someCovers(patterns, permission);
}

/** The permissions of a principal in one plugin, without the plugin id, as the plugin writes them. */
export function withinPlugin(patterns: readonly string[], plugin: string): string[] {
  const prefix = `${plugin}.`;
  return patterns.flatMap((pattern) => {
    if (pattern === '*') return ['*'];
    return pattern.startsWith(prefix) ? [pattern.slice(prefix.length)] : [];
  });
}
