import type { Request } from 'express';
import { PlexicaError } from '@plexica/sdk/errors';
import type { RegistryMode } from '../config.ts';
import type { Access } from './access.ts';
import type { Needs, RegistryContent } from './needs.ts';
import { covers } from './permissions.ts';
import { ANYONE, type Principal } from './principal.ts';
import { includesRole, type WorkspaceRole } from './workspace-role.ts';
import { includes, PLATFORM, scopeText, type Scope } from './scope.ts';

const OPEN: Record<RegistryMode, readonly RegistryContent[]> = {
  public: ['metadata', 'code'],
  listed: ['metadata'],
  private: [],
};

/** The token of an `Authorization: Bearer` header (RFC 6750), or `undefined` without one. */
function bearerToken(request: Request): string | undefined {
  const header = request.get('Authorization');
  if (header === undefined) return undefined;
  const token = /^Bearer +([\x21-\x7e]+)$/i.exec(header)?.[1];
  if (token === undefined) {
    throw new PlexicaError(
      'not_authenticated',
      'the Authorization header must have the form: Bearer <token>',
    );
  }
  return token;
}

/** @throws PlexicaError `not_authenticated` */
export async function authenticate(access: Access, request: Request): Promise<Principal> {
  const token = bearerToken(request);
  if (token === undefined) {
    const person = await access.sessionOf(request);
    if (person !== undefined) return person;
    throw new PlexicaError('not_authenticated', 'no token was sent: the Authorization header is missing');
  }
  const principal = await access.principalOf(token);
  if (principal === undefined)
    throw new PlexicaError('not_authenticated', 'the token is unknown, expired or revoked');
  return principal;
}

/** Whether a route requires no caller. */
function isOpen(needs: Needs, mode: RegistryMode): boolean {
  if (typeof needs === 'string') return needs === 'anyone';
  return 'registry' in needs && OPEN[mode].includes(needs.registry);
}

/** Whether a route is open to a principal, with the default `PLEXICA_REGISTRY`. For the table in the documentation. */
export function isOpenTo(needs: Needs, principal: Principal, tenant: string | undefined): boolean {
  if (isOpen(needs, 'listed')) return true;
  if (principal.kind === 'anyone') return false;
  if (typeof needs === 'string' || 'registry' in needs) return true;
  return (
    includes(principal.scope, scopeOf(needs.scope, tenant)) && covers(principal.permissions, needs.permission)
  );
}

/**
 * Decides whether a request is allowed. No other code does.
 *
 * @throws PlexicaError `not_authenticated`, `not_allowed`
 */
export async function authorize(
  { access, config }: { access: Access; config: { registry: RegistryMode } },
  request: Request,
  needs: Needs,
): Promise<Principal> {
  if (isOpen(needs, config.registry)) {
    if (bearerToken(request) !== undefined) return authenticate(access, request);
    return (await access.sessionOf(request)) ?? ANYONE;
  }
  const principal = await authenticate(access, request);
  if (typeof needs === 'string' || 'registry' in needs) return principal;
  const scope = scopeOf(needs.scope, tenantOf(request));
  if (!(await isInWorkspace(access, principal, needs, scope, request)))
    requirePermission(principal, needs.permission, scope);
  return principal;
}

/** Whether a member has the role in the workspace of the path that a route accepts in place of its permission. */
async function isInWorkspace(
  access: Access,
  { scope, member }: Principal,
  { workspace: role }: { workspace?: WorkspaceRole },
  needed: Scope,
  { params: { workspace } }: Request,
): Promise<boolean> {
  if (role === undefined || member === undefined) return false;
  if (scope.kind !== 'tenant' || !includes(scope, needed)) return false;
  // A list contains only the workspaces of the member.
  if (typeof workspace !== 'string') return true;
  return includesRole(await access.workspaceRole(scope.tenant, workspace, member.id), role);
}

/**
 * The tenant of a request: in its path, or in the query or the header `X-Tenant-Slug` of a path that has none.
 *
 * @throws PlexicaError `invalid_input` if two of them differ
 */
export function tenantOf(request: Request): string | undefined {
  const named = [
    ['path', request.params['tenant']],
    ['query.tenant', request.query['tenant']],
    ['X-Tenant-Slug', request.get('X-Tenant-Slug')],
  ].filter((each): each is [string, string] => typeof each[1] === 'string');
  const [first, ...others] = named;
  const other = others.find(([, slug]) => slug !== first?.[1]);
  if (first === undefined || other === undefined) return first?.[1];
  const issues = [{ path: other[0], message: `must be ${first[1]}` }];
  throw new PlexicaError('invalid_input', `${other[0]} names another tenant than ${first[0]}`, { issues });
}

/**
 * The scope that an operation of this kind requires.
 *
 * @param tenant slug; without a tenant, the scope is the whole platform
 */
export function scopeOf(kind: Exclude<Scope['kind'], 'none'>, tenant: string | null | undefined): Scope {
  if (kind !== 'tenant') return { kind };
  return typeof tenant === 'string' ? { kind, tenant } : PLATFORM;
}

/**
 * @param needed scope in which the permission is used
 * @throws PlexicaError `not_allowed` with the permission that is missing
 */
export function requirePermission(principal: Principal, permission: string, needed: Scope): void {
  if (!includes(principal.scope, needed)) throw notFor(principal, needed);
  if (!covers(principal.permissions, permission)) {
    throw new PlexicaError('not_allowed', `${called(principal)} does not have the permission ${permission}`);
  }
}

/** How messages call a principal. */
export function called({ kind, name, member }: Principal): string {
  if (member !== undefined) return member.email;
  return kind === 'client' ? `the client ${name}` : `the token ${name}`;
}

/** The error for a principal with too small a scope. */
export function notFor(principal: Principal, needed: Scope): PlexicaError {
  const where =
    needed.kind === 'tenant'
      ? `the tenant ${needed.tenant}`
      : needed.kind === 'publish'
        ? 'publishing'
        : 'the platform';
  return new PlexicaError(
    'not_allowed',
    `${called(principal)} (scope ${scopeText(principal.scope)}) is not valid for ${where}`,
  );
}
