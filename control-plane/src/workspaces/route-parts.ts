import { z } from 'zod';
import { recorded } from '../http/recorded.ts';

export const TenantPath = z.object({ tenant: z.string().describe('Slug of the tenant') });

export const WorkspacePath = TenantPath.extend({
  workspace: recorded(
    z
      .string()
      .regex(/^[a-z0-9-]{1,36}$/i, 'must be the id or slug of a workspace')
      .describe('Id or slug of the workspace'),
  ),
});

/** Its members may read it. */
export const READ = { permission: 'workspaces.read', scope: 'tenant', workspace: 'VIEWER' } as const;
/** Its members may see each other. Others need the permission to see the members of the tenant. */
export const READ_MEMBERS = { permission: 'members.read', scope: 'tenant', workspace: 'VIEWER' } as const;
/** Its administrators may manage it. */
export const MANAGE = { permission: 'workspaces.write', scope: 'tenant', workspace: 'ADMIN' } as const;
export const WRITE = { permission: 'workspaces.write', scope: 'tenant' } as const;
