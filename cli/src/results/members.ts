import { z } from 'zod';

export const member = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  state: z.string().describe('`invited` until the first login, then `active`.'),
  roles: z.array(z.string()),
  createdAt: z.string(),
  lastLoginAt: z.string().optional(),
});
export type MemberResult = z.infer<typeof member>;

export const memberList = z.object({ members: z.array(member) });
export type MemberList = z.infer<typeof memberList>;

export const memberRemoved = z.object({ id: z.string(), email: z.string(), removed: z.literal(true) });
export type MemberRemoved = z.infer<typeof memberRemoved>;

const grant = z.object({ role: z.string(), source: z.string(), pattern: z.string() });

export const explanation = z.object({
  member,
  permission: z.string(),
  allowed: z.boolean(),
  grantedBy: z.array(grant).describe('Roles of the member that grant the permission.'),
  grantableBy: z.array(grant).describe('Roles that would grant it.'),
  reason: z.string().optional().describe('Why no role can grant it.'),
});
export type ExplanationResult = z.infer<typeof explanation>;
