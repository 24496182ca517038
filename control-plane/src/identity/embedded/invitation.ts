import { PlexicaError } from '@plexica/sdk/errors';
import { noteInAudit } from '../../http/audited.ts';
import { passwordPage } from '../pages/password-pages.ts';
import { formField, queryParameter, sendPage, type RealmRequest } from '../realm-request.ts';
import { nameProblem } from './names.ts';
import { browserSession } from './provider-session.ts';
import { auditedAs, type Account } from './accounts.ts';
import { hashPassword, PASSWORD_LENGTH, passwordProblem } from './passwords.ts';
import { giveTicket } from './ticket.ts';

/** @throws PlexicaError `link_expired` */
async function invited({ platform, realm }: RealmRequest, token: string): Promise<Account> {
  const { links, accounts } = platform.identity;
  const id = await links.find(realm, 'invitation', token);
  const account = id === undefined ? undefined : await accounts.find(realm, id);
  if (account === undefined || account.ready)
    throw new PlexicaError(
      'link_expired',
      'the invitation was used, replaced by a newer one, or has expired',
    );
  return account;
}

export async function showInvitation(call: RealmRequest): Promise<void> {
  const token = queryParameter(call, 'token');
  show(call, await invited(call, token), { token });
}

export async function acceptInvitation(call: RealmRequest): Promise<void> {
  const { platform, realm, response } = call;
  const token = formField(call, 'token');
  const password = formField(call, 'password');
  const name = formField(call, 'name').trim();
  const account = await invited(call, token);
  noteInAudit({ principal: auditedAs(account) });
  const error = passwordProblem(password, account) ?? nameProblem(name);
  if (error !== undefined) {
    show(call, account, { token, name, error });
    return;
  }
  const hash = await hashPassword(password);
  const { links, accounts } = platform.identity;
  await platform.database.transaction(async (transaction) => {
    if (!(await links.use(token, transaction)))
      throw new PlexicaError('link_expired', 'the invitation was used just now');
    await accounts.accept(account, { hash, name }, transaction);
  });
  // The next login may be that of a terminal, which does not go by the pages of the tenant.
  await platform.memberLoggedIn(realm, account.id, { name, email: account.email });
  // Somebody else may be logged in with this browser.
  const session = await browserSession(call);
  if (session.accountId !== undefined) await session.destroy();
  giveTicket(platform.keys, realm, account.id, response);
  response.redirect(303, `${platform.identity.originOf(realm)}/v1/auth/login`);
}

function show(
  { platform, realm, tenant, response }: RealmRequest,
  { email, name: invitedAs }: Account,
  { token, name = invitedAs, error }: { token: string; name?: string; error?: string },
): void {
  const page = passwordPage({
    tenant,
    action: `${new URL(platform.identity.issuer(realm)).pathname}/invitation`,
    hidden: { token },
    email,
    name,
    askName: true,
    error,
    minLength: PASSWORD_LENGTH.min,
  });
  sendPage(response, page, {
    targets: [platform.identity.originOf(realm)],
    status: error === undefined ? 200 : 400,
  });
}
