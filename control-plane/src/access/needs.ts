import type { PlatformPermission } from './permissions.ts';
import type { Scope } from './scope.ts';

/** Data of a plugin in the registry. `metadata`: names, descriptions, README and manifest. `code`: its package. */
export type RegistryContent = 'metadata' | 'code';

/** What a route requires of its caller. With scope `tenant`, the path has a `{tenant}`. */
export type Needs =
  | 'anyone'
  | 'authenticated'
  | { readonly registry: RegistryContent }
  | { readonly permission: PlatformPermission; readonly scope: Exclude<Scope['kind'], 'none'> };
