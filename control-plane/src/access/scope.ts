/** Where a principal can act: everywhere, only publishing, in one tenant, or nowhere. */
export type Scope =
  | { readonly kind: 'platform' }
  | { readonly kind: 'publish' }
  | { readonly kind: 'tenant'; readonly tenant: string }
  | { readonly kind: 'none' };

export const PLATFORM: Scope = { kind: 'platform' };

/** The scopes of tokens in their text form, as users and the database write them. */
export const SCOPE_TEXT = /^(platform|publish|tenant:[a-z0-9-]{2,24})$/;

/**
 * @param text in the form of `SCOPE_TEXT`
 * @throws Error for any other text; only checked scopes are stored
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

/** Whether a scope includes another. */
export function includes(scope: Scope, needed: Scope): boolean {
  if (scope.kind === 'platform') return true;
  if (scope.kind === 'tenant') return needed.kind === 'tenant' && scope.tenant === needed.tenant;
  return scope.kind === needed.kind;
}
