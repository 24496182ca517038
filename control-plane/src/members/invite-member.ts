import type { Transaction } from 'sequelize';
import type { z } from 'zod';
import { PlexicaError } from '@plexica/sdk/errors';
import type { Principal } from '../access/principal.ts';
import { addMember, memberExists, nameFromAddress } from './add-member.ts';
import { changePeople, requireRealm } from './change-people.ts';
import { findMember } from './find-member.ts';
import type { MemberRow, NewMember } from './member.ts';
import { peopleTables } from './people.ts';
import type { MembersPlatform } from './platform.ts';
import { requireGrantable } from './roles/grantable.ts';

type Invitation = z.output<typeof NewMember>;

/** @throws PlexicaError `tenant_not_found`, `tenant_not_ready`, `member_exists`, `invalid_input`, `not_allowed` */
export async function checkInvitation(
  platform: MembersPlatform,
  realm: string,
  { email, roles }: Invitation,
  by: Principal,
  transaction?: Transaction,
): Promise<void> {
  await requireRealm(platform, realm);
  await requireGrantable(platform, realm, roles, by, transaction);
  const { members } = peopleTables(realm);
  const [member] = await platform.database.rows(
    `SELECT FROM ${members} WHERE email = $1`,
    [email],
    transaction,
  );
  if (member !== undefined) throw memberExists(email);
}

/** @throws PlexicaError as `checkInvitation` */
export async function inviteMember(
  platform: MembersPlatform,
  realm: string,
  invitation: Invitation,
  by: Principal,
): Promise<MemberRow> {
  const { email, name = nameFromAddress(email), roles } = invitation;
  return changePeople(platform, realm, async (transaction) => {
    await checkInvitation(platform, realm, invitation, by, transaction);
    const id = await addMember(platform, realm, { person: { email, name }, roles }, transaction);
    return findMember(platform, realm, id, transaction);
  });
}

/** @throws PlexicaError `tenant_not_found`, `tenant_not_ready`, `member_not_found`, `already_active` */
export async function checkInvitationAgain(
  platform: MembersPlatform,
  realm: string,
  reference: string,
  transaction?: Transaction,
): Promise<MemberRow> {
  await requireRealm(platform, realm);
  const member = await findMember(platform, realm, reference, transaction);
  if (member.state === 'active')
    throw new PlexicaError('already_active', `${member.email} has already accepted the invitation`);
  return member;
}

/**
 * Sends the invitation of a member again, with a new link.
 *
 * @throws PlexicaError as `checkInvitationAgain`
 */
export async function inviteAgain(
  platform: MembersPlatform,
  realm: string,
  reference: string,
): Promise<MemberRow> {
  return changePeople(platform, realm, async (transaction) => {
    const member = await checkInvitationAgain(platform, realm, reference, transaction);
    const { id, email, name } = member;
    const subject = await platform.realms.invite(realm, { email, name }, transaction);
    await platform.database.rows(
      `UPDATE ${peopleTables(realm).members} SET subject = $2 WHERE id = $1 RETURNING id`,
      [id, subject],
      transaction,
    );
    return member;
  });
}
