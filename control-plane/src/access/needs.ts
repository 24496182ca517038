import type { PlatformPermission } from './permissions.ts';
import type { Scope } from './scope.ts';

/** What the registry has of a plugin: names, descriptions, README and manifest, or its package. */
export type RegistryContent = 'metadata' | 'code';

/** What a route asks of its caller. With scope `tenant` the path has a `{tenant}`. */
export type Needs =
  | 'anyone'
  | 'authenticated'
  | { readonly registry: RegistryContent }
  | { readonly permission: PlatformPermission; readonly scope: Exclude<Scope['kind'], 'none'> };
