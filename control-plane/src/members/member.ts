import { z } from 'zod';
import { DisplayName } from '../http/display-name.ts';
import { recorded } from '../http/recorded.ts';
import { EmailAddress } from '../http/email-address.ts';

export const MEMBER_STATES = ['invited', 'active'] as const;

const Roles = z
  .array(z.string().max(127))
  .min(1)
  .max(100)
  .transform((keys) => [...new Set(keys)])
  .describe('Keys of roles');

export const NewMember = z
  .strictObject({
    email: recorded(EmailAddress.describe('Address to which the invitation is sent')),
    name: recorded(DisplayName.optional().describe('By default the part of the address before the @')),
    roles: recorded(Roles),
  })
  .meta({ id: 'NewMember' });

export const MemberChange = z.strictObject({ roles: recorded(Roles) }).meta({ id: 'MemberChange' });

export const Member = z
  .object({
    id: z.uuid(),
    email: z.string(),
    name: z.string(),
    state: z.enum(MEMBER_STATES).describe('`invited` until the first login'),
    roles: z.array(z.string()).describe('Keys of the roles, sorted'),
    createdAt: z.iso.datetime(),
    lastLoginAt: z.iso.datetime().optional(),
  })
  .meta({ id: 'Member' });
export type Member = z.output<typeof Member>;

export interface MemberRow {
  id: string;
  email: string;
  name: string;
  subject: string | null;
  state: (typeof MEMBER_STATES)[number];
  created_at: Date;
  last_login_at: Date | null;
  roles: string[];
  /** Patterns of all roles. */
  permissions: string[];
}

export function toMember(row: MemberRow): Member {
  const { id, email, name, state, roles } = row;
  return {
    id,
    email,
    name,
    state,
    roles,
    createdAt: row.created_at.toISOString(),
    ...(row.last_login_at === null ? {} : { lastLoginAt: row.last_login_at.toISOString() }),
  };
}

/** What a change of a member must have seen. A login in between does not matter. */
export function versionOfMember({ id, email, name, roles }: MemberRow): object {
  return { id, email, name, roles };
}
