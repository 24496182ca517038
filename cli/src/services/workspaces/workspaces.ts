import type { Planned } from '../../results/planned.ts';
import type { WorkspaceDeleted, WorkspaceList, WorkspaceResult } from '../../results/workspaces.ts';
import { everyPage, sentAs, type Api } from '../api.ts';

/** One workspace of a tenant, by id or slug. */
export interface OfWorkspace {
  tenant: string;
  workspace: string;
}

const TYPED = { 'body.slug': '<workspace>', workspace: '<workspace>', 'body.name': '--name' };

export async function listWorkspaces(api: Api, tenant: string): Promise<WorkspaceList> {
  const workspaces = await everyPage((cursor) =>
    api.listWorkspaces({ tenant, limit: 100, ...(cursor && { cursor }) }),
  );
  return { tenant, workspaces };
}

export function showWorkspace(api: Api, place: OfWorkspace): Promise<WorkspaceResult> {
  return sentAs(TYPED, () => api.showWorkspace(place));
}

export function createWorkspace(
  api: Api,
  { tenant, workspace, name, dryRun }: OfWorkspace & { name: string | undefined; dryRun: boolean },
): Promise<WorkspaceResult | Planned> {
  const body = { slug: workspace, ...(name !== undefined && { name }) };
  return sentAs<WorkspaceResult | Planned>(TYPED, () =>
    dryRun ? api.createWorkspace({ tenant, body, dryRun }) : api.createWorkspace({ tenant, body }),
  );
}

export function renameWorkspace(
  api: Api,
  { name, dryRun, ...place }: OfWorkspace & { name: string; dryRun: boolean },
): Promise<WorkspaceResult | Planned> {
  const request = { ...place, body: { name } };
  return sentAs<WorkspaceResult | Planned>(TYPED, () =>
    dryRun ? api.renameWorkspace({ ...request, dryRun }) : api.renameWorkspace(request),
  );
}

/** @param deletion with `force`, members and data of plugins are no obstacle */
export function deleteWorkspace(
  api: Api,
  { force, dryRun, ...place }: OfWorkspace & { force: boolean; dryRun: boolean },
): Promise<WorkspaceDeleted | Planned> {
  const request = { ...place, ...(force && { force: 'true' as const }) };
  return sentAs<WorkspaceDeleted | Planned>(TYPED, async () => {
    if (dryRun) return api.deleteWorkspace({ ...request, dryRun });
    await api.deleteWorkspace(request);
    return { ...place, deleted: true };
  });
}
