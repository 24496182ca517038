import { PageQuery, pageOf } from '../http/page.ts';
import { routesOf } from '../http/route.ts';
import { MEMBER } from '../members/routes.ts';
import {
  addWorkspaceMember,
  checkAddition,
  findInWorkspace,
  removeWorkspaceMember,
  setWorkspaceRole,
} from './change-workspace-members.ts';
import { listWorkspaceMembers } from './find-workspace-members.ts';
import { findWorkspace } from './find-workspace.ts';
import type { WorkspacesPlatform } from './platform.ts';
import { MANAGE, READ_MEMBERS, WorkspacePath } from './route-parts.ts';
import {
  NewWorkspaceMember,
  toWorkspaceMember,
  WorkspaceMember,
  WorkspaceMemberChange,
} from './workspace-member.ts';

const route = routesOf<WorkspacesPlatform>();

const PATH = '/v1/tenants/{tenant}/workspaces/{workspace}/members';
const MemberPath = WorkspacePath.extend({ member: MEMBER });

export const workspaceMemberRoutes = [
  route({
    id: 'listWorkspaceMembers',
    method: 'GET',
    path: PATH,
    summary: 'List the members of a workspace, sorted by address',
    needs: READ_MEMBERS,
    params: WorkspacePath,
    query: PageQuery,
    answers: { 200: { description: 'One page of members', body: pageOf(WorkspaceMember) } },
    handle: async ({ platform, params: { tenant, workspace }, query, principal }) => {
      const { id } = await findWorkspace(platform, tenant, workspace, principal);
      return { status: 200, body: await listWorkspaceMembers(platform, tenant, { workspace: id }, query) };
    },
  }),
  route({
    id: 'addWorkspaceMember',
    method: 'POST',
    path: PATH,
    summary: 'Add a member of the tenant to a workspace',
    needs: MANAGE,
    params: WorkspacePath,
    body: NewWorkspaceMember,
    answers: { 201: { description: 'The member of the workspace', body: WorkspaceMember } },
    plan: async ({ platform, params: { tenant, workspace }, body, principal }) => {
      const addition = { workspace, member: body.member };
      const { member } = await checkAddition(platform, tenant, addition, principal);
      const detail = `to ${workspace}, as ${body.role}`;
      return [{ action: 'create', resource: 'workspace member', name: member.email, detail }];
    },
    handle: async ({ platform, params: { tenant, workspace }, body, principal }) => {
      const added = await addWorkspaceMember(platform, tenant, { workspace, ...body }, principal);
      const location = `/v1/tenants/${tenant}/workspaces/${workspace}/members/${added.id}`;
      return { status: 201, body: toWorkspaceMember(added), headers: { Location: location } };
    },
  }),
  route({
    id: 'showWorkspaceMember',
    method: 'GET',
    path: `${PATH}/{member}`,
    summary: 'Show a member of a workspace',
    needs: READ_MEMBERS,
    params: MemberPath,
    answers: { 200: { description: 'The member of the workspace', body: WorkspaceMember } },
    handle: async ({ platform, params: { tenant, ...place }, principal }) => {
      const { member } = await findInWorkspace(platform, tenant, place, principal);
      return { status: 200, body: toWorkspaceMember(member) };
    },
  }),
  route({
    id: 'setWorkspaceRole',
    method: 'PATCH',
    path: `${PATH}/{member}`,
    summary: 'Change the role of a member of a workspace',
    needs: MANAGE,
    params: MemberPath,
    body: WorkspaceMemberChange,
    answers: { 200: { description: 'The member of the workspace', body: WorkspaceMember } },
    plan: async ({ platform, params: { tenant, ...place }, body, principal }) => {
      const { member } = await findInWorkspace(platform, tenant, place, principal);
      if (member.role === body.role) return [];
      const detail = `of ${place.workspace}, from ${member.role} to ${body.role}`;
      return [{ action: 'update', resource: 'workspace member', name: member.email, detail }];
    },
    handle: async ({ platform, params: { tenant, ...place }, body, principal }) => {
      const member = await setWorkspaceRole(platform, tenant, { ...place, ...body }, principal);
      return { status: 200, body: toWorkspaceMember(member) };
    },
  }),
  route({
    id: 'removeWorkspaceMember',
    method: 'DELETE',
    path: `${PATH}/{member}`,
    summary: 'Remove a member from a workspace and its teams. They stay in the tenant',
    needs: MANAGE,
    params: MemberPath,
    answers: { 204: { description: 'The member is removed from the workspace' } },
    plan: async ({ platform, params: { tenant, ...place }, principal }) => {
      const { member } = await findInWorkspace(platform, tenant, place, principal);
      const detail = `from ${place.workspace} and its teams`;
      return [{ action: 'delete', resource: 'workspace member', name: member.email, detail }];
    },
    handle: async ({ platform, params: { tenant, ...place }, principal }) => {
      await removeWorkspaceMember(platform, tenant, place, principal);
      return { status: 204 };
    },
  }),
];
