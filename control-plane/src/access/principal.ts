import { PLATFORM, type Scope } from './scope.ts';

/** Who calls. */
export interface Principal {
  /** What kind of caller; each has ids of its own. */
  readonly kind: 'admin' | 'token' | 'anyone';
  /** `admin`, `token:<name>` or `anyone`; what is owned, is owned by this. */
  readonly id: string;
  /** `admin`, the id of the token, or `anyone`: several tokens may speak for one principal, with other permissions. */
  readonly credential: string;
  readonly name: string;
  readonly scope: Scope;
  readonly permissions: readonly string[];
  readonly expiresAt?: Date | undefined;
}

/** Whoever holds `PLEXICA_ADMIN_TOKEN`. */
export const ADMIN: Principal = {
  kind: 'admin',
  id: 'admin',
  credential: 'admin',
  name: 'admin',
  scope: PLATFORM,
  permissions: ['*'],
};

/** A caller without a token, where none is required. */
export const ANYONE: Principal = {
  kind: 'anyone',
  id: 'anyone',
  credential: 'anyone',
  name: 'anyone',
  scope: { kind: 'none' },
  permissions: [],
};

/** The id of all tokens of a name: publish rights belong to it. */
export function tokenPrincipalId(name: string): string {
  return `token:${name}`;
}
