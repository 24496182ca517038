import { TENANT_ROLES } from '../../src/access/default-roles.ts';
import { ANYONE, type Principal } from '../../src/access/principal.ts';
import { parseScope } from '../../src/access/scope.ts';

/** Permissions of the roles of the platform, as its first migration for people has them. */
const PLATFORM_ROLES = {
  super_admin: ['*'],
  operator: [
    'tenants.*',
    'members.*',
    'roles.*',
    'workspaces.*',
    'clients.*',
    'installations.*',
    'config.*',
    'logs.read',
    'operations.*',
    'plugins.*',
    'tokens.read',
    'permissions.read',
  ],
  auditor: [
    'tenants.read',
    'members.read',
    'roles.read',
    'workspaces.read',
    'clients.read',
    'installations.read',
    'config.read',
    'logs.read',
    'operations.read',
    'tokens.read',
    'permissions.read',
    'audit.read',
  ],
} as const;

export interface Caller {
  /** Heading of the column. */
  readonly name: string;
  /** Where somebody has a role: a tenant, or `platform`. */
  readonly member?: { readonly realm: string; readonly role: string };
  /** Scope of a token with all permissions. */
  readonly token?: string;
}

/** Everybody who may call a route of the tenant acme, or is refused there. */
export const CALLERS: readonly Caller[] = [
  { name: 'nobody' },
  { name: 'guest', member: { realm: 'acme', role: 'guest' } },
  { name: 'user', member: { realm: 'acme', role: 'user' } },
  { name: 'admin', member: { realm: 'acme', role: 'admin' } },
  { name: 'admin of another tenant', member: { realm: 'globex', role: 'admin' } },
  { name: 'auditor', member: { realm: 'platform', role: 'auditor' } },
  { name: 'operator', member: { realm: 'platform', role: 'operator' } },
  { name: 'super_admin', member: { realm: 'platform', role: 'super_admin' } },
  { name: 'token publish', token: 'publish' },
  { name: 'token tenant', token: 'tenant:acme' },
  { name: 'token of another tenant', token: 'tenant:globex' },
  { name: 'token platform', token: 'platform' },
];

/** The tenant that a route is called for; `undefined` for a path without one. */
export function placeOf(path: string): string | undefined {
  return path.includes('{tenant}') ? 'acme' : undefined;
}

/** What the caller is to `isOpenTo`. */
export function principalOf({ name, member, token }: Caller): Principal {
  if (token !== undefined)
    return {
      kind: 'token',
      id: 'token:t',
      credential: 't',
      name,
      scope: parseScope(token),
      permissions: ['*'],
    };
  if (member === undefined) return ANYONE;
  const { realm, role } = member;
  const scope = parseScope(realm === 'platform' ? realm : `tenant:${realm}`);
  const permissions =
    realm === 'platform'
      ? PLATFORM_ROLES[role as keyof typeof PLATFORM_ROLES]
      : TENANT_ROLES[role as keyof typeof TENANT_ROLES];
  return { kind: 'member', id: 'member:m', credential: 'm', name, scope, permissions };
}
