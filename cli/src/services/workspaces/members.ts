import type { Planned } from '../../results/planned.ts';
import type {
  WorkspaceMemberList,
  WorkspaceMemberRemoved,
  WorkspaceMemberResult,
} from '../../results/workspaces.ts';
import { everyPage, sentAs, type Api } from '../api.ts';
import type { OfWorkspace } from './workspaces.ts';

/** Somebody in a workspace, by id or e-mail address. */
interface InWorkspace extends OfWorkspace {
  member: string;
  dryRun: boolean;
}

/** As typed. The server refuses what is no role. */
type WorkspaceRole = 'VIEWER' | 'MEMBER' | 'ADMIN';

const TYPED = {
  workspace: '<workspace>',
  member: '<member>',
  'body.member': '<member>',
  'body.role': '--role',
};

export async function listWorkspaceMembers(api: Api, place: OfWorkspace): Promise<WorkspaceMemberList> {
  const members = await sentAs(TYPED, () =>
    everyPage((cursor) => api.listWorkspaceMembers({ ...place, limit: 100, ...(cursor && { cursor }) })),
  );
  return { workspace: place.workspace, members };
}

export function addWorkspaceMember(
  api: Api,
  { member, role, dryRun, ...place }: InWorkspace & { role: string },
): Promise<WorkspaceMemberResult | Planned> {
  const request = { ...place, body: { member, role: role as WorkspaceRole } };
  return sentAs<WorkspaceMemberResult | Planned>(TYPED, () =>
    dryRun ? api.addWorkspaceMember({ ...request, dryRun }) : api.addWorkspaceMember(request),
  );
}

export function setWorkspaceRole(
  api: Api,
  { role, dryRun, ...place }: InWorkspace & { role: string },
): Promise<WorkspaceMemberResult | Planned> {
  const request = { ...place, body: { role: role as WorkspaceRole } };
  return sentAs<WorkspaceMemberResult | Planned>(TYPED, () =>
    dryRun ? api.setWorkspaceRole({ ...request, dryRun }) : api.setWorkspaceRole(request),
  );
}

export function removeWorkspaceMember(
  api: Api,
  { dryRun, ...place }: InWorkspace,
): Promise<WorkspaceMemberRemoved | Planned> {
  return sentAs<WorkspaceMemberRemoved | Planned>(TYPED, async () => {
    if (dryRun) return api.removeWorkspaceMember({ ...place, dryRun });
    await api.removeWorkspaceMember(place);
    return { workspace: place.workspace, member: place.member, removed: true };
  });
}
