import { z } from 'zod';
import { ifMatchOf, tagOf } from '../http/if-match.ts';
import { recorded } from '../http/recorded.ts';
import { PageQuery, pageOf } from '../http/page.ts';
import { routesOf, type Route } from '../http/route.ts';
import { PLATFORM_REALM } from '../identity/realms.ts';
import { changeRoles, checkRolesChange } from './change-member.ts';
import { requireRealm } from './change-people.ts';
import { findMember, listMembers } from './find-member.ts';
import { checkInvitation, checkInvitationAgain, inviteAgain, inviteMember } from './invite-member.ts';
import { Member, MemberChange, NewMember, toMember, versionOfMember, type MemberRow } from './member.ts';
import type { MembersPlatform } from './platform.ts';
import { checkRemoval, removeMember } from './remove-member.ts';

const route = routesOf<MembersPlatform>();

export const MEMBER = recorded(
  z
    .string()
    .max(254)
    .regex(/^[\x21-\x7e]+$/, 'must be an id or an e-mail address')
    .describe('Id or e-mail address of the member'),
);

function withTag(row: MemberRow): { body: Member; headers: { ETag: string } } {
  return { body: toMember(row), headers: { ETag: tagOf(versionOfMember(row)) } };
}

/** The routes of the people of each tenant, and the same for those of the platform. */
function routesOfPeople({
  path,
  params,
  scope,
  realm,
  id,
  of,
}: {
  path: string;
  params: z.ZodObject<Record<string, z.ZodString>>;
  scope: 'tenant' | 'platform';
  realm: (params: Record<string, string | undefined>) => string;
  /** Ends the name of each route. */
  id: string;
  /** Ends the summaries. */
  of: string;
}): Route<MembersPlatform>[] {
  const READ = { permission: 'members.read', scope } as const;
  const WRITE = { permission: 'members.write', scope } as const;
  const OnePath = z.object({ ...params.shape, member: MEMBER });
  const ofMember = (given: Record<string, string>) => ({
    at: realm(given),
    member: given['member'] as string,
  });
  return [
    route({
      id: `list${id}s`,
      method: 'GET',
      path,
      summary: `List the members of ${of}, sorted by address`,
      needs: READ,
      params,
      query: PageQuery,
      answers: { 200: { description: 'One page of members', body: pageOf(Member) } },
      handle: async ({ platform, params: given, query }) => {
        await requireRealm(platform, realm(given));
        return { status: 200, body: await listMembers(platform, realm(given), query) };
      },
    }),
    route({
      id: `invite${id}`,
      method: 'POST',
      path,
      summary: `Invite somebody to ${of} by mail`,
      needs: WRITE,
      params,
      body: NewMember,
      answers: { 201: { description: 'The member, who has not accepted yet', body: Member } },
      plan: async ({ platform, params: given, body, principal }) => {
        await checkInvitation(platform, realm(given), body, principal);
        const detail = `with ${body.roles.join(', ')}; sends an invitation`;
        return [{ action: 'create', resource: 'member', name: body.email, detail }];
      },
      handle: async ({ platform, params: given, body, principal }) => {
        const member = await inviteMember(platform, realm(given), body, principal);
        const { headers, body: answer } = withTag(member);
        const location = `${path.replace('{tenant}', realm(given))}/${member.id}`;
        return { status: 201, body: answer, headers: { ...headers, Location: location } };
      },
    }),
    route({
      id: `show${id}`,
      method: 'GET',
      path: `${path}/{member}`,
      summary: `Show a member of ${of}. Send the ETag as If-Match when you change it`,
      needs: READ,
      params: OnePath,
      answers: { 200: { description: 'The member', body: Member } },
      handle: async ({ platform, params: given }) => {
        const { at, member } = ofMember(given);
        await requireRealm(platform, at);
        return { status: 200, ...withTag(await findMember(platform, at, member)) };
      },
    }),
    route({
      id: `change${id}`,
      method: 'PATCH',
      path: `${path}/{member}`,
      summary: `Replace the roles of a member of ${of}`,
      needs: WRITE,
      params: OnePath,
      body: MemberChange,
      ifMatch: true,
      answers: { 200: { description: 'The member', body: Member } },
      plan: async ({ platform, params: given, body, principal, request }) => {
        const { at, member } = ofMember(given);
        const change = { member, ...body, ifMatch: ifMatchOf(request) };
        const { email, roles } = await checkRolesChange(platform, at, change, principal);
        if (sameRoles(roles, body.roles)) return [];
        const detail = `from ${roles.join(', ') || 'no role'} to ${body.roles.join(', ')}`;
        return [{ action: 'update', resource: 'member', name: email, detail }];
      },
      handle: async ({ platform, params: given, body, principal, request }) => {
        const { at, member } = ofMember(given);
        const change = { member, ...body, ifMatch: ifMatchOf(request) };
        return { status: 200, ...withTag(await changeRoles(platform, at, change, principal)) };
      },
    }),
    route({
      id: `remove${id}`,
      method: 'DELETE',
      path: `${path}/{member}`,
      summary: `Remove a member of ${of} and end all logins of the member`,
      needs: WRITE,
      params: OnePath,
      answers: { 204: { description: 'The member is removed' } },
      plan: async ({ platform, params: given, principal }) => {
        const { at, member } = ofMember(given);
        const { email, roles } = await checkRemoval(platform, at, member, principal);
        const detail = `who has ${roles.join(', ') || 'no role'}; ends all logins`;
        return [{ action: 'delete', resource: 'member', name: email, detail }];
      },
      handle: async ({ platform, params: given, principal }) => {
        const { at, member } = ofMember(given);
        await removeMember(platform, at, member, principal);
        return { status: 204 };
      },
    }),
    route({
      id: `invite${id}Again`,
      method: 'POST',
      path: `${path}/{member}/actions/invite`,
      summary: `Send the invitation of a member of ${of} again, with a new link`,
      needs: WRITE,
      params: OnePath,
      answers: { 200: { description: 'The member, who has not accepted yet', body: Member } },
      plan: async ({ platform, params: given }) => {
        const { at, member } = ofMember(given);
        const { email } = await checkInvitationAgain(platform, at, member);
        return [{ action: 'update', resource: 'member', name: email, detail: 'sends an invitation' }];
      },
      handle: async ({ platform, params: given }) => {
        const { at, member } = ofMember(given);
        return { status: 200, ...withTag(await inviteAgain(platform, at, member)) };
      },
    }),
  ];
}

function sameRoles(before: readonly string[], after: readonly string[]): boolean {
  return before.length === after.length && after.every((role) => before.includes(role));
}

export const memberRoutes = [
  ...routesOfPeople({
    path: '/v1/tenants/{tenant}/members',
    params: z.object({ tenant: recorded(z.string().describe('Slug of the tenant')) }),
    scope: 'tenant',
    realm: ({ tenant }) => tenant as string,
    id: 'Member',
    of: 'a tenant',
  }),
  ...routesOfPeople({
    path: '/v1/members',
    params: z.object({}),
    scope: 'platform',
    realm: () => PLATFORM_REALM,
    id: 'PlatformMember',
    of: 'the platform',
  }),
];
