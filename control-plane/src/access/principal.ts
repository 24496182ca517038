import { PLATFORM, type Scope } from './scope.ts';

/** The caller of a request. */
export interface Principal {
  /** Kind of caller. Ids are unique within a kind. */
  readonly kind: 'admin' | 'token' | 'anyone';
  /** `admin`, `token:<name>` or `anyone`. Owners are recorded by this id. */
  readonly id: string;
  /**
   * `admin`, the id of the token, or `anyone`. Several tokens, with different permissions, can share one principal.
   */
  readonly credential: string;
  readonly name: string;
  readonly scope: Scope;
  readonly permissions: readonly string[];
  readonly expiresAt?: Date | undefined;
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
