import { z } from 'zod';
import { WORKSPACE_ROLES, type WorkspaceRole } from '../access/workspace-role.ts';
import { DisplayName } from '../http/display-name.ts';
import { recorded } from '../http/recorded.ts';

/** Slug of the workspace that every tenant has. */
export const DEFAULT_WORKSPACE = 'default';

/** Shorter than an id, so that a reference is never both. */
const Slug = z
  .string()
  .max(32)
  .regex(
    /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
    'must have lowercase letters and digits, with single dashes between them, and begin with a letter',
  );

export const Role = z.enum(WORKSPACE_ROLES);

export const NewWorkspace = z
  .strictObject({
    slug: recorded(Slug.describe('Unique in the tenant, at most 32 characters')),
    name: recorded(DisplayName.optional().describe('By default the slug')),
  })
  .meta({ id: 'NewWorkspace' });

export const WorkspaceChange = z
  .strictObject({ name: recorded(DisplayName) })
  .meta({ id: 'WorkspaceChange' });

export const Workspace = z
  .object({
    id: z.uuid(),
    slug: z.string(),
    name: z.string(),
    role: Role.optional().describe('Role of the caller. Absent if the caller has none'),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Workspace' });
export type Workspace = z.output<typeof Workspace>;

export interface WorkspaceRow {
  id: string;
  slug: string;
  name: string;
  role: WorkspaceRole | null;
  created_at: Date;
}

export function toWorkspace({ id, slug, name, role, created_at: createdAt }: WorkspaceRow): Workspace {
  return { id, slug, name, ...(role === null ? {} : { role }), createdAt: createdAt.toISOString() };
}
