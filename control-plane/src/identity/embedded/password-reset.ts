import { PlexicaError } from '@plexica/sdk/errors';
import { noteInAudit } from '../../http/audited.ts';
import { EmailAddress } from '../../http/email-address.ts';
import { passwordChangedMail, resetMail } from '../mails.ts';
import { forgotPage, mailSentPage, passwordPage } from '../pages/password-pages.ts';
import { formField, queryParameter, sendPage, type RealmRequest } from '../realm-request.ts';
import { auditedAs, type Account } from './accounts.ts';
import { LINK_SECONDS } from './links.ts';
import { hashPassword, PASSWORD_LENGTH, passwordProblem } from './passwords.ts';

function pathOf({ platform, realm }: RealmRequest): string {
  return new URL(platform.identity.issuer(realm)).pathname;
}

/** Where a login starts again. */
function loginUrl({ platform, realm }: RealmRequest): string {
  return `${platform.identity.originOf(realm)}/v1/auth/login`;
}

export async function showForgot(call: RealmRequest): Promise<void> {
  const { tenant, response } = call;
  sendPage(response, forgotPage({ tenant, action: `${pathOf(call)}/forgot`, loginUrl: loginUrl(call) }));
}

/** Answers the same, and as fast, for an address with an account and for one without. */
export async function answerForgot(call: RealmRequest): Promise<void> {
  const { platform, realm, tenant, response } = call;
  const email = EmailAddress.safeParse(formField(call, 'email'));
  if (!email.success) {
    const error = 'Enter an e-mail address, such as ada@example.com.';
    const page = forgotPage({ tenant, action: `${pathOf(call)}/forgot`, loginUrl: loginUrl(call), error });
    sendPage(response, page, { status: 400 });
    return;
  }
  // Nobody fills the mailbox of somebody else from many addresses.
  await platform.limits.exact('reset', `${realm} ${email.data}`);
  mailLink(call, email.data).catch((error: unknown) =>
    platform.log.error({ err: error, realm }, 'the mail to reset a password was not sent'),
  );
  const validFor = `${LINK_SECONDS.reset / 60} minutes`;
  sendPage(response, mailSentPage({ tenant, email: email.data, validFor, loginUrl: loginUrl(call) }));
}

async function mailLink({ platform, realm, tenant }: RealmRequest, email: string): Promise<void> {
  const { identity, mail, database } = platform;
  await database.transaction(async (transaction) => {
    const account = await identity.accounts.findByEmail(realm, email, transaction);
    if (account === undefined) return;
    // Who has not accepted the invitation yet gets a new one.
    if (!account.ready) {
      await identity.invite(realm, account, transaction);
      return;
    }
    const secret = await identity.links.create(account, 'reset', transaction);
    const url = `${identity.issuer(realm)}/reset?token=${secret}`;
    await mail.send(
      { to: email, ...resetMail({ name: tenant.name, url, minutes: LINK_SECONDS.reset / 60 }) },
      transaction,
    );
  });
}

/** @throws PlexicaError `link_expired` */
async function accountOfLink({ platform, realm }: RealmRequest, token: string): Promise<Account> {
  const { links, accounts } = platform.identity;
  const id = await links.find(realm, 'reset', token);
  const account = id === undefined ? undefined : await accounts.find(realm, id);
  if (account === undefined)
    throw new PlexicaError('link_expired', 'the link was used, replaced by a newer one, or has expired');
  return account;
}

export async function showReset(call: RealmRequest): Promise<void> {
  const token = queryParameter(call, 'token');
  show(call, await accountOfLink(call, token), { token });
}

/** Sets the password and ends all logins. The second factor stays: the mailbox alone is not enough. */
export async function answerReset(call: RealmRequest): Promise<void> {
  const { platform, realm, tenant, response } = call;
  const token = formField(call, 'token');
  const password = formField(call, 'password');
  const account = await accountOfLink(call, token);
  noteInAudit({ principal: auditedAs(account) });
  const error = passwordProblem(password, account);
  if (error !== undefined) {
    show(call, account, { token, error });
    return;
  }
  const hash = await hashPassword(password);
  const { links, accounts } = platform.identity;
  await platform.database.transaction(async (transaction) => {
    if (!(await links.use(token, transaction)))
      throw new PlexicaError('link_expired', 'the link was used just now');
    await accounts.setPassword(account, hash, transaction);
    await accounts.endLogins(realm, account.id, { transaction });
    await platform.mail.send(
      {
        to: account.email,
        ...passwordChangedMail({ name: tenant.name, forgotUrl: `${platform.identity.issuer(realm)}/forgot` }),
      },
      transaction,
    );
  });
  response.redirect(303, loginUrl(call));
}

function show(
  call: RealmRequest,
  { email }: Account,
  { token, error }: { token: string; error?: string },
): void {
  const { platform, realm, tenant, response } = call;
  const page = passwordPage({
    tenant,
    action: `${pathOf(call)}/reset`,
    hidden: { token },
    email,
    askName: false,
    error,
    minLength: PASSWORD_LENGTH.min,
  });
  sendPage(response, page, {
    targets: [platform.identity.originOf(realm), platform.url],
    status: error === undefined ? 200 : 400,
  });
}
