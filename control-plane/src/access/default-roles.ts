/** Roles that every tenant has from its creation. */
export const TENANT_ROLES = {
  admin: ['*'],
  user: ['members.read', 'workspaces.read', 'installations.read', 'config.read'],
  guest: ['workspaces.read'],
} as const satisfies Record<string, readonly string[]>;
