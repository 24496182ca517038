import { z } from 'zod';
import { Flag } from '../http/flag.ts';
import { PageQuery, pageOf } from '../http/page.ts';
import { routesOf } from '../http/route.ts';
import { checkNewWorkspace, createWorkspace } from './create-workspace.ts';
import { deleteWorkspace, planDeletion } from './delete-workspace.ts';
import { findWorkspace, listWorkspaces } from './find-workspace.ts';
import type { WorkspacesPlatform } from './platform.ts';
import { renameWorkspace } from './rename-workspace.ts';
import { MANAGE, READ, TenantPath, WorkspacePath, WRITE } from './route-parts.ts';
import { NewWorkspace, toWorkspace, Workspace, WorkspaceChange } from './workspace.ts';

const route = routesOf<WorkspacesPlatform>();

const PATH = '/v1/tenants/{tenant}/workspaces';

const ForceQuery = z.strictObject({
  force: Flag.describe('Deletes a workspace that has other members, or rows of plugins'),
});

export const workspaceRoutes = [
  route({
    id: 'listWorkspaces',
    method: 'GET',
    path: PATH,
    summary: 'List the workspaces of a tenant that the caller may see, sorted by slug',
    needs: READ,
    params: TenantPath,
    query: PageQuery,
    answers: { 200: { description: 'One page of workspaces', body: pageOf(Workspace) } },
    handle: async ({ platform, params: { tenant }, query, principal }) => ({
      status: 200,
      body: await listWorkspaces(platform, tenant, query, principal),
    }),
  }),
  route({
    id: 'createWorkspace',
    method: 'POST',
    path: PATH,
    summary: 'Create a workspace',
    needs: WRITE,
    params: TenantPath,
    body: NewWorkspace,
    answers: { 201: { description: 'The workspace', body: Workspace } },
    plan: async ({ platform, params: { tenant }, body: { slug } }) => {
      await checkNewWorkspace(platform, tenant, slug);
      return [{ action: 'create', resource: 'workspace', name: slug }];
    },
    handle: async ({ platform, params: { tenant }, body, principal }) => {
      const workspace = toWorkspace(await createWorkspace(platform, tenant, body, principal));
      const location = `/v1/tenants/${tenant}/workspaces/${workspace.slug}`;
      return { status: 201, body: workspace, headers: { Location: location } };
    },
  }),
  route({
    id: 'showWorkspace',
    method: 'GET',
    path: `${PATH}/{workspace}`,
    summary: 'Show a workspace',
    needs: READ,
    params: WorkspacePath,
    answers: { 200: { description: 'The workspace', body: Workspace } },
    handle: async ({ platform, params: { tenant, workspace }, principal }) => ({
      status: 200,
      body: toWorkspace(await findWorkspace(platform, tenant, workspace, principal)),
    }),
  }),
  route({
    id: 'renameWorkspace',
    method: 'PATCH',
    path: `${PATH}/{workspace}`,
    summary: 'Change the display name of a workspace. The slug stays',
    needs: MANAGE,
    params: WorkspacePath,
    body: WorkspaceChange,
    answers: { 200: { description: 'The workspace', body: Workspace } },
    plan: async ({ platform, params: { tenant, workspace }, body, principal }) => {
      const { slug, name } = await findWorkspace(platform, tenant, workspace, principal);
      if (name === body.name) return [];
      const detail = `from ${name} to ${body.name}`;
      return [{ action: 'update', resource: 'workspace', name: slug, detail }];
    },
    handle: async ({ platform, params: { tenant, workspace }, body, principal }) => ({
      status: 200,
      body: toWorkspace(await renameWorkspace(platform, tenant, { workspace, ...body }, principal)),
    }),
  }),
  route({
    id: 'deleteWorkspace',
    method: 'DELETE',
    path: `${PATH}/{workspace}`,
    summary: 'Delete a workspace with its teams, and what plugins store in it',
    needs: WRITE,
    params: WorkspacePath,
    query: ForceQuery,
    answers: { 204: { description: 'The workspace is deleted' } },
    plan: async ({ platform, params: { tenant, workspace }, query: { force }, principal }) => {
      const planned = await planDeletion(platform, tenant, { workspace, force }, principal);
      const held = planned.holds.length === 0 ? {} : { detail: `with ${planned.holds.join(', ')}` };
      return [{ action: 'delete', resource: 'workspace', name: planned.workspace.slug, ...held }];
    },
    handle: async ({ platform, params: { tenant, workspace }, query: { force }, principal }) => {
      await deleteWorkspace(platform, tenant, { workspace, force }, principal);
      return { status: 204 };
    },
  }),
];
