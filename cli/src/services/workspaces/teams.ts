import type { Planned } from '../../results/planned.ts';
import type {
  TeamDeleted,
  TeamList,
  TeamMemberAdded,
  TeamMemberList,
  TeamMemberRemoved,
  TeamResult,
} from '../../results/workspaces.ts';
import { everyPage, sentAs, type Api } from '../api.ts';
import type { OfWorkspace } from './workspaces.ts';

/** A team of a workspace, by id or name. */
interface OfTeam extends OfWorkspace {
  team: string;
}

interface TeamChange extends OfTeam {
  dryRun: boolean;
}

const TYPED = { workspace: '<workspace>', team: '<team>', member: '<member>' };

export async function listTeams(api: Api, place: OfWorkspace): Promise<TeamList> {
  const teams = await sentAs(TYPED, () =>
    everyPage((cursor) => api.listTeams({ ...place, limit: 100, ...(cursor && { cursor }) })),
  );
  return { workspace: place.workspace, teams };
}

export function createTeam(
  api: Api,
  { team: name, dryRun, ...place }: TeamChange,
): Promise<TeamResult | Planned> {
  const request = { ...place, body: { name } };
  return sentAs<TeamResult | Planned>({ ...TYPED, 'body.name': '<team>' }, () =>
    dryRun ? api.createTeam({ ...request, dryRun }) : api.createTeam(request),
  );
}

export function renameTeam(
  api: Api,
  { name, dryRun, ...place }: TeamChange & { name: string },
): Promise<TeamResult | Planned> {
  const request = { ...place, body: { name } };
  return sentAs<TeamResult | Planned>({ ...TYPED, 'body.name': '--name' }, () =>
    dryRun ? api.renameTeam({ ...request, dryRun }) : api.renameTeam(request),
  );
}

export function deleteTeam(api: Api, { dryRun, ...place }: TeamChange): Promise<TeamDeleted | Planned> {
  return sentAs<TeamDeleted | Planned>(TYPED, async () => {
    if (dryRun) return api.deleteTeam({ ...place, dryRun });
    await api.deleteTeam(place);
    return { workspace: place.workspace, team: place.team, deleted: true };
  });
}

export async function listTeamMembers(api: Api, place: OfTeam): Promise<TeamMemberList> {
  const members = await sentAs(TYPED, () =>
    everyPage((cursor) => api.listTeamMembers({ ...place, limit: 100, ...(cursor && { cursor }) })),
  );
  return { workspace: place.workspace, team: place.team, members };
}

export function addToTeam(
  api: Api,
  { dryRun, ...place }: TeamChange & { member: string },
): Promise<TeamMemberAdded | Planned> {
  return sentAs<TeamMemberAdded | Planned>(TYPED, async () => {
    if (dryRun) return api.addToTeam({ ...place, dryRun });
    await api.addToTeam(place);
    return { team: place.team, member: place.member, added: true };
  });
}

export function removeFromTeam(
  api: Api,
  { dryRun, ...place }: TeamChange & { member: string },
): Promise<TeamMemberRemoved | Planned> {
  return sentAs<TeamMemberRemoved | Planned>(TYPED, async () => {
    if (dryRun) return api.removeFromTeam({ ...place, dryRun });
    await api.removeFromTeam(place);
    return { team: place.team, member: place.member, removed: true };
  });
}
