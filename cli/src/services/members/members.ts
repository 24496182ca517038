import type { ExplanationResult, MemberList, MemberRemoved, MemberResult } from '../../results/members.ts';
import type { Planned } from '../../results/planned.ts';
import { everyPage, sentAs, type Api } from '../api.ts';
import { listed, typedList } from '../typed-list.ts';
import { peopleOf } from './people.ts';

/** Whose members: of a tenant, or with `undefined` of the platform. */
type Of = { tenant: string | undefined };

export interface Invitation extends Of {
  email: string;
  name: string | undefined;
  /** As typed: `guest,crm.sales`. */
  roles: string;
  dryRun: boolean;
}

export function inviteMember(
  api: Api,
  { tenant, email, name, roles, dryRun }: Invitation,
): Promise<MemberResult | Planned> {
  const typed = {
    'body.email': '<email>',
    'body.name': '--name',
    ...typedList('body.roles', '--role', roles),
  };
  const body = { email, roles: listed(roles), ...(name !== undefined && { name }) };
  return sentAs(typed, () => peopleOf(api, tenant).invite(body, dryRun));
}

/** Sends the invitation of a member again. */
export function inviteAgain(
  api: Api,
  { tenant, email, dryRun }: Of & { email: string; dryRun: boolean },
): Promise<MemberResult | Planned> {
  return sentAs({ member: '<email>' }, () => peopleOf(api, tenant).inviteAgain(email, dryRun));
}

export async function listMembers(api: Api, { tenant }: Of): Promise<MemberList> {
  const people = peopleOf(api, tenant);
  return { members: await everyPage((cursor) => people.list({ limit: 100, ...(cursor && { cursor }) })) };
}

export function showMember(api: Api, { tenant, member }: Of & { member: string }): Promise<MemberResult> {
  return sentAs({ member: '<member>' }, () => peopleOf(api, tenant).show(member));
}

/** @param change `roles` replace all roles of the member; as typed: `guest,crm.sales` */
export function setRoles(
  api: Api,
  { tenant, member, roles, dryRun }: Of & { member: string; roles: string; dryRun: boolean },
): Promise<MemberResult | Planned> {
  const typed = { member: '<member>', ...typedList('body.roles', '--role', roles) };
  return sentAs(typed, () => peopleOf(api, tenant).setRoles(member, listed(roles), dryRun));
}

export async function removeMember(
  api: Api,
  { tenant, member: { id, email } }: Of & { member: MemberResult },
): Promise<MemberRemoved> {
  await peopleOf(api, tenant).remove(id);
  return { id, email, removed: true };
}

export function planRemoval(api: Api, { tenant, member }: Of & { member: MemberResult }): Promise<Planned> {
  return peopleOf(api, tenant).planRemoval(member.id);
}

/** Whether the member is the caller. */
export async function isCaller(api: Api, member: MemberResult): Promise<boolean> {
  return (await api.whoami({})).member?.id === member.id;
}

export function explainPermission(
  api: Api,
  question: { tenant: string; member: string; permission: string },
): Promise<ExplanationResult> {
  const typed = { 'query.member': '<member>', 'query.permission': '<permission>' };
  return sentAs(typed, () => api.explainPermission(question));
}
