import { passwordChangedMail } from '../mails.ts';
import { accountPage, type AccountPage, type AccountSection } from '../pages/account-page.ts';
import { trusted } from '../pages/html.ts';
import { loggedOutPage } from '../pages/logout-pages.ts';
import { recoveryCodesPage, secondFactorSetupPage } from '../pages/second-factor-pages.ts';
import { noteInAudit } from '../../http/audited.ts';
import { formField, sendPage, type RealmRequest } from '../realm-request.ts';
import { auditedAs, type Account } from './accounts.ts';
import { BROWSER_CLIENT } from './clients.ts';
import { nameProblem } from './names.ts';
import { hashPassword, PASSWORD_LENGTH, passwordProblem } from './passwords.ts';
import { browserSession } from './provider-session.ts';

/** Somebody who is logged in at the realm, with this browser. */
interface LoggedIn {
  readonly account: Account;
  /** The login of this browser, if it has made one. */
  readonly login: string | undefined;
  readonly endSession: () => Promise<void>;
}

type Message = AccountPage['messages'][number];

/** Runs for somebody who is logged in. Others log in first, and come back. */
function withAccount(
  handle: (call: RealmRequest, loggedIn: LoggedIn) => Promise<void>,
): (call: RealmRequest) => Promise<void> {
  return async (call) => {
    const { platform, realm, response } = call;
    const session = await browserSession(call);
    const account = session.accountId && (await platform.identity.accounts.find(realm, session.accountId));
    if (!account) {
      response.redirect(303, `${platform.identity.originOf(realm)}/v1/auth/login?return=/account`);
      return;
    }
    noteInAudit({ principal: auditedAs(account) });
    await handle(call, {
      account,
      login: session.grantIdFor(BROWSER_CLIENT),
      endSession: () => session.destroy(),
    });
  };
}

function pathOf({ platform, realm }: RealmRequest): string {
  return `${new URL(platform.identity.issuer(realm)).pathname}/account`;
}

async function show(call: RealmRequest, { account, login }: LoggedIn, ...messages: Message[]): Promise<void> {
  const { platform, realm, tenant, response } = call;
  const { identity } = platform;
  const path = pathOf(call);
  const logins = await identity.logins(realm, account.id);
  const { name, email } = (await identity.accounts.find(realm, account.id)) ?? account;
  const page = accountPage({
    tenant,
    email,
    name,
    sessions: logins.map(({ id, client, since }) => ({
      id,
      what: client === BROWSER_CLIENT ? 'Browser' : 'Terminal (plexica login)',
      since,
      current: id === login,
    })),
    secondFactor: account.secondFactor,
    ...(account.secondFactor && {
      recoveryCodesLeft: await identity.secondFactor.recoveryCodesLeft(account),
    }),
    messages,
    actions: {
      profile: `${path}/profile`,
      password: `${path}/password`,
      turnOnSecondFactor: `${path}/second-factor`,
      turnOffSecondFactor: `${path}/second-factor/off`,
      recoveryCodes: `${path}/recovery-codes`,
      signOut: `${path}/sign-out`,
      signOutEverywhere: `${path}/sign-out-everywhere`,
      logOut: `${path}/log-out`,
    },
    hidden: {},
    minLength: PASSWORD_LENGTH.min,
  });
  sendPage(response, page, { status: messages.some(({ kind }) => kind === 'problem') ? 400 : 200 });
}

const problem = (about: AccountSection, text: string): Message => ({ about, kind: 'problem', text });
const done = (about: AccountSection, text: string): Message => ({ about, kind: 'done', text });

export const showAccount = withAccount((call, loggedIn) => show(call, loggedIn));

export const saveProfile = withAccount(async (call, loggedIn) => {
  const { platform, realm } = call;
  const { account } = loggedIn;
  const name = formField(call, 'name').trim();
  const wrong = nameProblem(name);
  if (wrong !== undefined) {
    await show(call, loggedIn, problem('profile', wrong));
    return;
  }
  await platform.identity.accounts.rename(account, name);
  await platform.memberLoggedIn(realm, account.id, { name, email: account.email });
  await show(call, loggedIn, done('profile', 'Your name is saved.'));
});

const WRONG_PASSWORD = 'The current password is wrong, or there were too many attempts.';

/** @returns whether the current password was entered; if not, the page says so */
async function confirmed(call: RealmRequest, loggedIn: LoggedIn, about: AccountSection): Promise<boolean> {
  const { platform, realm } = call;
  const password = formField(call, 'current_password');
  if (await platform.identity.accounts.isOwner(realm, loggedIn.account, password)) return true;
  await show(call, loggedIn, problem(about, WRONG_PASSWORD));
  return false;
}

export const changePassword = withAccount(async (call, loggedIn) => {
  const { platform, realm, tenant } = call;
  const { account, login } = loggedIn;
  if (!(await confirmed(call, loggedIn, 'password'))) return;
  const password = formField(call, 'password');
  const wrong = passwordProblem(password, account);
  if (wrong !== undefined) {
    await show(call, loggedIn, problem('password', wrong));
    return;
  }
  const hash = await hashPassword(password);
  const { accounts } = platform.identity;
  await platform.database.transaction(async (transaction) => {
    await accounts.setPassword(account, hash, transaction);
    await accounts.endLogins(realm, account.id, { except: login, transaction });
    await platform.mail.send(
      {
        to: account.email,
        ...passwordChangedMail({ name: tenant.name, forgotUrl: `${platform.identity.issuer(realm)}/forgot` }),
      },
      transaction,
    );
  });
  await show(call, loggedIn, done('password', 'Your password is changed. All other sessions have ended.'));
});

/** The secret is in the form until the code proves that an app has it. */
export const setUpSecondFactor = withAccount(async (call, loggedIn) => {
  const { platform } = call;
  const { account } = loggedIn;
  // Replacing it would need no password. Who has lost the app turns it off first.
  if (account.secondFactor) {
    await show(call, loggedIn, problem('secondFactor', 'Two-step login is already on. Turn it off first.'));
    return;
  }
  const { secondFactor } = platform.identity;
  const path = pathOf(call);
  const code = formField(call, 'code');
  const sent = openSecret(call, account, formField(call, 'secret'));
  const secret = sent ?? secondFactor.newSecret();
  let error: string | undefined;
  if (sent === undefined) noteInAudit({ unchanged: true });
  if (sent !== undefined) {
    const codes = await secondFactor.turnOn(account, sent, code);
    if (codes !== undefined) {
      sendPage(call.response, recoveryCodesPage({ tenant: call.tenant, codes, accountUrl: path }));
      return;
    }
    error = 'The code is wrong. Check the time of your phone, and enter the code that the app shows now.';
  }
  const uri = secondFactor.uri(account, call.tenant.name, secret);
  const sealed = platform.keys.seal(Buffer.from(secret), secretPlace(account)).toString('base64url');
  const { toString: toSvg } = await import('qrcode');
  const page = secondFactorSetupPage({
    tenant: call.tenant,
    action: `${path}/second-factor`,
    hidden: { secret: sealed },
    secret,
    uri,
    qr: trusted(await toSvg(uri, { type: 'svg', margin: 1 })),
    error,
    accountUrl: path,
  });
  sendPage(call.response, page, { status: error === undefined ? 200 : 400 });
});

function secretPlace({ id }: Account): string {
  return `new second factor of the account ${id}`;
}

function openSecret({ platform }: RealmRequest, account: Account, sealed: string): string | undefined {
  try {
    return platform.keys.open(Buffer.from(sealed, 'base64url'), secretPlace(account)).toString();
  } catch {
    return undefined;
  }
}

export const turnOffSecondFactor = withAccount(async (call, loggedIn) => {
  if (!(await confirmed(call, loggedIn, 'secondFactor'))) return;
  await call.platform.identity.secondFactor.turnOff(loggedIn.account);
  const account = { ...loggedIn.account, secondFactor: false };
  await show(call, { ...loggedIn, account }, done('secondFactor', 'Two-step login is off.'));
});

export const renewRecoveryCodes = withAccount(async (call, loggedIn) => {
  if (!(await confirmed(call, loggedIn, 'secondFactor'))) return;
  const codes = await call.platform.identity.secondFactor.newRecoveryCodes(loggedIn.account);
  sendPage(call.response, recoveryCodesPage({ tenant: call.tenant, codes, accountUrl: pathOf(call) }));
});

export const signOut = withAccount(async (call, loggedIn) => {
  const { platform, realm } = call;
  const id = formField(call, 'session');
  const own = await platform.identity.logins(realm, loggedIn.account.id);
  if (own.some((login) => login.id === id)) await platform.identity.endLogin(realm, id);
  await show(call, loggedIn, done('sessions', 'The session has ended.'));
});

export const signOutEverywhere = withAccount(async (call, { account, endSession }) => {
  await endSession();
  await call.platform.identity.accounts.endLogins(call.realm, account.id);
  sayGoodbye(call);
});

export const logOut = withAccount(async (call, { login, endSession }) => {
  await endSession();
  if (login !== undefined) await call.platform.identity.endLogin(call.realm, login);
  sayGoodbye(call);
});

function sayGoodbye({ platform, realm, tenant, response }: RealmRequest): void {
  sendPage(response, loggedOutPage({ tenant, loginUrl: `${platform.identity.originOf(realm)}/` }));
}
