import { z } from 'zod';
import { PageQuery, pageOf } from '../http/page.ts';
import { recorded } from '../http/recorded.ts';
import { routesOf } from '../http/route.ts';
import { MEMBER } from '../members/routes.ts';
import {
  addToTeam,
  checkTeamName,
  checkTeamRename,
  createTeam,
  deleteTeam,
  findForTeam,
  removeFromTeam,
  renameTeam,
} from './change-teams.ts';
import { findTeam, listTeams } from './find-teams.ts';
import { listWorkspaceMembers } from './find-workspace-members.ts';
import type { WorkspacesPlatform } from './platform.ts';
import { MANAGE, READ_MEMBERS, WorkspacePath } from './route-parts.ts';
import { NewTeam, Team, toTeam } from './team.ts';
import { WorkspaceMember } from './workspace-member.ts';

const route = routesOf<WorkspacesPlatform>();

const PATH = '/v1/tenants/{tenant}/workspaces/{workspace}/teams';
const TeamPath = WorkspacePath.extend({
  team: recorded(z.string().min(1).max(120).describe('Id or name of the team')),
});
const MemberPath = TeamPath.extend({ member: MEMBER });

export const teamRoutes = [
  route({
    id: 'listTeams',
    method: 'GET',
    path: PATH,
    summary: 'List the teams of a workspace, sorted by name',
    needs: READ_MEMBERS,
    params: WorkspacePath,
    query: PageQuery,
    answers: { 200: { description: 'One page of teams', body: pageOf(Team) } },
    handle: async ({ platform, params: { tenant, workspace }, query, principal }) => ({
      status: 200,
      body: await listTeams(platform, tenant, workspace, query, principal),
    }),
  }),
  route({
    id: 'createTeam',
    method: 'POST',
    path: PATH,
    summary: 'Create a team in a workspace',
    needs: MANAGE,
    params: WorkspacePath,
    body: NewTeam,
    answers: { 201: { description: 'The team', body: Team } },
    plan: async ({ platform, params: { tenant, workspace }, body: { name }, principal }) => {
      await checkTeamName(platform, tenant, { workspace, name }, principal);
      return [{ action: 'create', resource: 'team', name, detail: `in ${workspace}` }];
    },
    handle: async ({ platform, params: { tenant, workspace }, body, principal }) => {
      const team = await createTeam(platform, tenant, { workspace, ...body }, principal);
      const location = `/v1/tenants/${tenant}/workspaces/${workspace}/teams/${team.id}`;
      return { status: 201, body: toTeam(team), headers: { Location: location } };
    },
  }),
  route({
    id: 'showTeam',
    method: 'GET',
    path: `${PATH}/{team}`,
    summary: 'Show a team',
    needs: READ_MEMBERS,
    params: TeamPath,
    answers: { 200: { description: 'The team', body: Team } },
    handle: async ({ platform, params: { tenant, ...place }, principal }) => {
      const { team } = await findTeam(platform, tenant, place, principal);
      return { status: 200, body: toTeam(team) };
    },
  }),
  route({
    id: 'renameTeam',
    method: 'PATCH',
    path: `${PATH}/{team}`,
    summary: 'Change the name of a team',
    needs: MANAGE,
    params: TeamPath,
    body: NewTeam,
    answers: { 200: { description: 'The team', body: Team } },
    plan: async ({ platform, params: { tenant, ...place }, body, principal }) => {
      const { name } = await checkTeamRename(platform, tenant, { ...place, ...body }, principal);
      if (name === body.name) return [];
      return [{ action: 'update', resource: 'team', name, detail: `to ${body.name}` }];
    },
    handle: async ({ platform, params: { tenant, ...place }, body, principal }) => ({
      status: 200,
      body: toTeam(await renameTeam(platform, tenant, { ...place, ...body }, principal)),
    }),
  }),
  route({
    id: 'deleteTeam',
    method: 'DELETE',
    path: `${PATH}/{team}`,
    summary: 'Delete a team. Its members stay in the workspace',
    needs: MANAGE,
    params: TeamPath,
    answers: { 204: { description: 'The team is deleted' } },
    plan: async ({ platform, params: { tenant, ...place }, principal }) => {
      const { team } = await findTeam(platform, tenant, place, principal);
      return [{ action: 'delete', resource: 'team', name: team.name }];
    },
    handle: async ({ platform, params: { tenant, ...place }, principal }) => {
      await deleteTeam(platform, tenant, place, principal);
      return { status: 204 };
    },
  }),
  route({
    id: 'listTeamMembers',
    method: 'GET',
    path: `${PATH}/{team}/members`,
    summary: 'List the members of a team, sorted by address',
    needs: READ_MEMBERS,
    params: TeamPath,
    query: PageQuery,
    answers: { 200: { description: 'One page of members', body: pageOf(WorkspaceMember) } },
    handle: async ({ platform, params: { tenant, ...place }, query, principal }) => {
      const { workspace, team } = await findTeam(platform, tenant, place, principal);
      return {
        status: 200,
        body: await listWorkspaceMembers(platform, tenant, { workspace, team: team.id }, query),
      };
    },
  }),
  route({
    id: 'addToTeam',
    method: 'PUT',
    path: `${PATH}/{team}/members/{member}`,
    summary: 'Add a member of the workspace to a team',
    needs: MANAGE,
    params: MemberPath,
    answers: { 204: { description: 'The member is in the team' } },
    plan: async ({ platform, params: { tenant, ...place }, principal }) => {
      const { team, member, isIn } = await findForTeam(platform, tenant, place, principal);
      if (isIn) return [];
      return [{ action: 'create', resource: 'team member', name: member.email, detail: `in ${team.name}` }];
    },
    handle: async ({ platform, params: { tenant, ...place }, principal }) => {
      await addToTeam(platform, tenant, place, principal);
      return { status: 204 };
    },
  }),
  route({
    id: 'removeFromTeam',
    method: 'DELETE',
    path: `${PATH}/{team}/members/{member}`,
    summary: 'Remove a member from a team. They stay in the workspace',
    needs: MANAGE,
    params: MemberPath,
    answers: { 204: { description: 'The member is not in the team' } },
    plan: async ({ platform, params: { tenant, ...place }, principal }) => {
      const { team, member, isIn } = await findForTeam(platform, tenant, place, principal);
      if (!isIn) return [];
      return [{ action: 'delete', resource: 'team member', name: member.email, detail: `of ${team.name}` }];
    },
    handle: async ({ platform, params: { tenant, ...place }, principal }) => {
      await removeFromTeam(platform, tenant, place, principal);
      return { status: 204 };
    },
  }),
];
