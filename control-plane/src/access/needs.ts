import type { PlatformPermission } from './permissions.ts';
import type { Scope } from './scope.ts';
import type { WorkspaceRole } from './workspace-role.ts';

/** Data of a plugin in the registry. `metadata`: names, descriptions, README and manifest. `code`: its package. */
export type RegistryContent = 'metadata' | 'code';

/** What a route requires of its caller. With scope `tenant`, the path has a `{tenant}`. */
export type Needs =
  | 'anyone'
  | 'authenticated'
  | { readonly registry: RegistryContent }
  | {
      readonly permission: PlatformPermission;
      readonly scope: Exclude<Scope['kind'], 'none'>;
      /**
       * A member with this role in the `{workspace}` of the path does not need the permission. Without one in the path, no
       * member does, and the answer contains only the member's workspaces.
       */
      readonly workspace?: WorkspaceRole;
    };
