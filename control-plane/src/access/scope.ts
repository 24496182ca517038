/** Where a principal may act: everywhere, only publishing, in one tenant, or nowhere. */
export type Scope =
  | { readonly kind: 'platform' }
  | { readonly kind: 'publish' }
  | { readonly kind: 'tenant'; readonly tenant: string }
  | { readonly kind: 'none' };

export const PLATFORM: Scope = { kind: 'platform' };

/** The scopes that a token can have, as people and the database write them. */
export const SCOPE_TEXT = /^(platform|publish|tenant:[a-z0-9-]{2,24})$/;

/**
 * @param text of the form of `SCOPE_TEXT`
 * @throws Error for any other text: only checked ones are stored
 */
export function parseScope(text: string): Scope {
  if (!SCOPE_TEXT.test(text)) throw new Error(`${text} is not a valid scope`);
  const [kind, tenant] = text.split(':') as ['platform' | 'publish' | 'tenant', string | undefined];
  return kind === 'tenant' ? { kind, tenant: tenant as string } : { kind };
}

/** The reverse of `parseScope`. */
export function scopeText(scope: Scope): string {
  return scope.kind === 'tenant' ? `tenant:${scope.tenant}` : scope.kind;
}

/** Whether somebody of a scope may act where another scope is needed. */
export function includes(scope: Scope, needed: Scope): boolean {
  if (scope.kind === 'platform') return true;
  if (scope.kind === 'tenant') return needed.kind === 'tenant' && scope.tenant === needed.tenant;
  return scope.kind === needed.kind;
}
