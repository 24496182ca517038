import { accountPage, type AccountPage } from '../../../src/identity/pages/account-page.ts';
import { consentPage } from '../../../src/identity/pages/consent-page.ts';
import {
  deviceCodePage,
  deviceConfirmPage,
  deviceDonePage,
} from '../../../src/identity/pages/device-pages.ts';
import { errorPage } from '../../../src/identity/pages/error-page.ts';
import { trusted } from '../../../src/identity/pages/html.ts';
import { loginPage } from '../../../src/identity/pages/login-page.ts';
import { loggedOutPage, logoutPage } from '../../../src/identity/pages/logout-pages.ts';
import { forgotPage, mailSentPage, passwordPage } from '../../../src/identity/pages/password-pages.ts';
import {
  recoveryCodesPage,
  secondFactorPage,
  secondFactorSetupPage,
} from '../../../src/identity/pages/second-factor-pages.ts';

/** What strangers decide: names, addresses, messages that repeat them. */
export interface Words {
  readonly tenant: string;
  readonly person: string;
  readonly email: string;
  readonly client: string;
  readonly error: string | undefined;
  readonly text: string;
}

const QR = trusted(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 3 3"><path d="M0 0h1v1H0z"/><path d="M2 2h1v1H2z"/></svg>',
);

/** Every page by the name of its picture, with these words in it. */
export function everyPage(words: Words): Record<string, string> {
  const tenant = { slug: 'acme', name: words.tenant };
  const { email, error, client } = words;
  const target = { action: '/realms/acme/sent', hidden: { csrf: words.text } };
  const account: AccountPage = {
    tenant,
    email,
    name: words.person,
    secondFactor: true,
    recoveryCodesLeft: 7,
    sessions: [
      { id: 's1', what: words.text, since: new Date('2026-03-01T14:05:00Z'), current: true },
      { id: 's2', what: 'plexica login', since: new Date('2026-02-17T08:30:00Z'), current: false },
    ],
    messages: [
      { about: 'profile', kind: 'done', text: 'Your name was saved.' },
      ...(error === undefined ? [] : [{ about: 'password', kind: 'problem', text: error } as const]),
    ],
    actions: {
      profile: '/p',
      password: '/w',
      turnOnSecondFactor: '/on',
      turnOffSecondFactor: '/off',
      recoveryCodes: '/codes',
      signOut: '/out',
      signOutEverywhere: '/everywhere',
      logOut: '/logout',
    },
    hidden: { csrf: words.text },
    minLength: 12,
  };
  return {
    login: loginPage({ tenant, ...target, forgotUrl: '/forgot' }),
    'login-failed': loginPage({ tenant, ...target, email, error, forgotUrl: '/forgot' }),
    invitation: passwordPage({
      tenant,
      ...target,
      email,
      name: words.person,
      askName: true,
      error,
      minLength: 12,
    }),
    reset: passwordPage({ tenant, ...target, email, askName: false, error, minLength: 12 }),
    forgot: forgotPage({ tenant, ...target, email, error, loginUrl: '/login' }),
    'mail-sent': mailSentPage({ tenant, email, validFor: '30 minutes', loginUrl: '/login' }),
    'second-factor': secondFactorPage({ tenant, ...target, error, recovery: false, otherUrl: '/other' }),
    'recovery-code': secondFactorPage({ tenant, ...target, error, recovery: true, otherUrl: '/other' }),
    'device-code': deviceCodePage({ tenant, ...target, userCode: words.text.slice(0, 9), error }),
    'device-confirm': deviceConfirmPage({
      tenant,
      ...target,
      userCode: 'WDJB-MJHT',
      client,
      email,
      origin: words.text,
    }),
    'device-done': deviceDonePage({ tenant, client, allowed: true }),
    'device-refused': deviceDonePage({ tenant, client, allowed: false }),
    consent: consentPage({
      tenant,
      ...target,
      client,
      email,
      wants: ['see your name and e-mail address', 'stay logged in until you log it out', words.text],
    }),
    logout: logoutPage({ tenant, ...target, backUrl: '/back' }),
    'logged-out': loggedOutPage({ tenant, loginUrl: '/login' }),
    account: accountPage(account),
    'account-without': accountPage({ ...account, secondFactor: false, messages: [] }),
    'second-factor-setup': secondFactorSetupPage({
      tenant,
      ...target,
      secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
      uri: `otpauth://totp/${encodeURIComponent(words.tenant.toWellFormed())}?secret=JBSWY3DPEHPK3PXP`,
      qr: QR,
      error,
      accountUrl: '/account',
    }),
    'recovery-codes': recoveryCodesPage({
      tenant,
      codes: Array.from({ length: 10 }, (_, index) => `k7q${index}-m2xw-9fhd`),
      accountUrl: '/account',
    }),
    error: errorPage({
      tenant,
      title: 'This link has expired',
      detail: words.text,
      hint: 'Ask for a new one.',
      next: { url: '/login', label: 'Go to login' },
    }),
    'error-without-realm': errorPage({ title: words.text, detail: 'There is no such page.' }),
  };
}
