import type { DryRun, Member } from '@plexica/sdk/client';
import type { Api } from '../api.ts';

interface Page {
  items: Member[];
  nextCursor?: string | undefined;
}

/** The requests about the people of a tenant, or of the platform. */
export interface People {
  list(page: { limit: number; cursor?: string }): Promise<Page>;
  show(member: string): Promise<Member>;
  invite(body: { email: string; name?: string; roles: string[] }, dryRun: boolean): Promise<Member | DryRun>;
  inviteAgain(member: string, dryRun: boolean): Promise<Member | DryRun>;
  setRoles(member: string, roles: string[], dryRun: boolean): Promise<Member | DryRun>;
  planRemoval(member: string): Promise<DryRun>;
  remove(member: string): Promise<void>;
}

/** @param tenant slug; `undefined` for the people of the platform */
export function peopleOf(api: Api, tenant: string | undefined): People {
  return tenant === undefined ? ofPlatform(api) : ofTenant(api, tenant);
}

/** `dryRun` is left out where it is false, since it selects the type of the answer. */
function dry<Input extends object>(input: Input, dryRun: boolean): Input & { dryRun: true } {
  return (dryRun ? { ...input, dryRun } : input) as Input & { dryRun: true };
}

function ofTenant(api: Api, tenant: string): People {
  return {
    list: (page) => api.listMembers({ tenant, ...page }),
    show: (member) => api.showMember({ tenant, member }),
    invite: (body, dryRun) => api.inviteMember(dry({ tenant, body }, dryRun)),
    inviteAgain: (member, dryRun) => api.inviteMemberAgain(dry({ tenant, member }, dryRun)),
    setRoles: (member, roles, dryRun) => api.changeMember(dry({ tenant, member, body: { roles } }, dryRun)),
    planRemoval: (member) => api.removeMember({ tenant, member, dryRun: true }),
    remove: (member) => api.removeMember({ tenant, member }),
  };
}

function ofPlatform(api: Api): People {
  return {
    list: (page) => api.listPlatformMembers(page),
    show: (member) => api.showPlatformMember({ member }),
    invite: (body, dryRun) => api.invitePlatformMember(dry({ body }, dryRun)),
    inviteAgain: (member, dryRun) => api.invitePlatformMemberAgain(dry({ member }, dryRun)),
    setRoles: (member, roles, dryRun) => api.changePlatformMember(dry({ member, body: { roles } }, dryRun)),
    planRemoval: (member) => api.removePlatformMember({ member, dryRun: true }),
    remove: (member) => api.removePlatformMember({ member }),
  };
}
