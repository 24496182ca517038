import { z } from 'zod';
import type { WorkspaceRole } from '../access/workspace-role.ts';
import { recorded } from '../http/recorded.ts';
import { Role } from './workspace.ts';

export const NewWorkspaceMember = z
  .strictObject({
    member: recorded(z.string().min(1).max(254).describe('Id or e-mail address of a member of the tenant')),
    role: Role,
  })
  .meta({ id: 'NewWorkspaceMember' });

export const WorkspaceMemberChange = z.strictObject({ role: Role }).meta({ id: 'WorkspaceMemberChange' });

export const WorkspaceMember = z
  .object({
    id: z.uuid().describe('Id of the member in the tenant'),
    email: z.string(),
    name: z.string(),
    role: Role,
    addedAt: z.iso.datetime(),
  })
  .meta({ id: 'WorkspaceMember' });
export type WorkspaceMember = z.output<typeof WorkspaceMember>;

export interface WorkspaceMemberRow {
  id: string;
  email: string;
  name: string;
  role: WorkspaceRole;
  created_at: Date;
}

export function toWorkspaceMember({
  id,
  email,
  name,
  role,
  created_at: addedAt,
}: WorkspaceMemberRow): WorkspaceMember {
  return { id, email, name, role, addedAt: addedAt.toISOString() };
}
