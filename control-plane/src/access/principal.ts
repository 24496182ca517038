import { PLATFORM, type Scope } from './scope.ts';

/** The caller of a request. */
export interface Principal {
  /** Kind of caller. Ids are unique within a kind. */
  readonly kind: 'admin' | 'token' | 'member' | 'client' | 'anyone';
  /** `admin`, `token:<name>`, `member:<uuid>`, `client:<id>` or `anyone`. Owners are recorded by this id. */
  readonly id: string;
  /**
   * `admin`, the id of the token, the login of a member, or `anyone`. Several credentials, with different permissions,
   * can share one principal.
   */
  readonly credential: string;
  readonly name: string;
  readonly scope: Scope;
  readonly permissions: readonly string[];
  readonly expiresAt?: Date | undefined;
  /** Set for a person: a member of the tenant of the scope, or of the platform. */
  readonly member?: MemberPrincipal;
}

export interface MemberPrincipal {
  readonly id: string;
  readonly email: string;
  /** Keys of the roles, sorted. */
  readonly roles: readonly string[];
}

/** The caller with `PLEXICA_ADMIN_TOKEN`. */
export const ADMIN: Principal = {
  kind: 'admin',
  id: 'admin',
  credential: 'admin',
  name: 'admin',
  scope: PLATFORM,
  permissions: ['*'],
};

/** A caller without a token. */
export const ANYONE: Principal = {
  kind: 'anyone',
  id: 'anyone',
  credential: 'anyone',
  name: 'anyone',
  scope: { kind: 'none' },
  permissions: [],
};

/** The id that all tokens of one name share. Publish rights belong to it. */
export function tokenPrincipalId(name: string): string {
  return `token:${name}`;
}
