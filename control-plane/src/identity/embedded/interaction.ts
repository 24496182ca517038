import { noteInAudit } from '../../http/audited.ts';
import { EmailAddress } from '../../http/email-address.ts';
import { loginPage } from '../pages/login-page.ts';
import { secondFactorPage } from '../pages/second-factor-pages.ts';
import { consentPage } from '../pages/consent-page.ts';
import { formField, queryParameter, sendPage, type RealmRequest } from '../realm-request.ts';
import { auditedAs } from './accounts.ts';
import { isBeforeEnd } from './accounts.ts';
import { openProof, sealProof } from './password-proof.ts';
import { takeTicket } from './ticket.ts';

/** What an application asks of somebody who logs in. */
type Interaction = Awaited<
  ReturnType<
    NonNullable<Awaited<ReturnType<RealmRequest['platform']['identity']['provider']>>>['interactionDetails']
  >
>;

async function interactionOf({ platform, realm, request, response }: RealmRequest) {
  const provider = await platform.identity.provider(realm);
  if (provider === undefined) throw new Error(`the realm ${realm} has no keys`);
  return { provider, interaction: await provider.interactionDetails(request, response) };
}

export async function showInteraction(call: RealmRequest): Promise<void> {
  const { provider, interaction } = await interactionOf(call);
  const { request, response, realm, platform } = call;
  if (interaction.prompt.name === 'login') {
    const proof = queryParameter(call, 'proof');
    if (proof !== '') {
      showSecondFactor(call, interaction, { proof, recovery: queryParameter(call, 'recovery') === 'yes' });
      return;
    }
    const ticket = takeTicket(platform.keys, realm, request, response);
    const account = ticket && (await platform.identity.accounts.find(realm, ticket.accountId));
    if (account === undefined || account.secondFactor || isBeforeEnd(account, ticket?.givenAt ?? 0)) {
      show(call, interaction, {});
      return;
    }
    await provider.interactionFinished(request, response, { login: { accountId: account.id, amr: ['pwd'] } });
    return;
  }
  // Who confirmed the code of a terminal has agreed.
  if (interaction.deviceCode !== undefined) {
    await provider.interactionFinished(request, response, { consent: { grantId: interaction.grantId } });
    return;
  }
  await showConsent(call, interaction);
}

export async function answerInteraction(call: RealmRequest): Promise<void> {
  const { provider, interaction } = await interactionOf(call);
  const { platform, realm, request, response } = call;
  if (interaction.prompt.name === 'consent') {
    const result =
      formField(call, 'confirm') === 'yes'
        ? { consent: { grantId: interaction.grantId } }
        : { error: 'access_denied', error_description: 'the request was declined' };
    const account = await platform.identity.accounts.find(realm, String(interaction.session?.accountId));
    if (account !== undefined) noteInAudit({ principal: auditedAs(account) });
    await provider.interactionFinished(request, response, result);
    return;
  }
  const proof = formField(call, 'proof');
  if (proof !== '') {
    await answerSecondFactor(call, interaction, proof);
    return;
  }
  const email = formField(call, 'email').trim();
  const account = await platform.identity.accounts.check(
    realm,
    EmailAddress.safeParse(email).data ?? '',
    formField(call, 'password'),
  );
  if (account === undefined) {
    show(call, interaction, { email, error: WRONG });
    return;
  }
  if (account.secondFactor) {
    const sealed = sealProof(platform.keys, realm, { account: account.id, interaction: interaction.uid });
    noteInAudit({ unchanged: true });
    showSecondFactor(call, interaction, { proof: sealed, recovery: false });
    return;
  }
  noteInAudit({ principal: auditedAs(account) });
  await provider.interactionFinished(request, response, { login: { accountId: account.id, amr: ['pwd'] } });
}

/** The second step, for somebody whose password was right. */
async function answerSecondFactor(
  call: RealmRequest,
  interaction: Interaction,
  proof: string,
): Promise<void> {
  const { platform, realm, request, response } = call;
  const { accounts, secondFactor } = platform.identity;
  const proved = openProof(platform.keys, realm, { proof, interaction: interaction.uid });
  const account = proved && (await accounts.find(realm, proved.account));
  if (account === undefined || isBeforeEnd(account, proved?.givenAt ?? 0)) {
    show(call, interaction, { error: 'You took too long. Enter your password again.' });
    return;
  }
  const recovery = formField(call, 'recovery_code');
  const right =
    recovery === ''
      ? await secondFactor.isCode(account, formField(call, 'code'))
      : await secondFactor.isRecoveryCode(account, recovery);
  if (!right) {
    const error =
      'The code is wrong or was used already, or there were too many attempts. Try again with the next one.';
    showSecondFactor(call, interaction, { proof, recovery: recovery !== '', error });
    return;
  }
  noteInAudit({ principal: auditedAs(account) });
  const { provider } = await interactionOf(call);
  await provider.interactionFinished(request, response, {
    login: { accountId: account.id, amr: ['pwd', 'otp'] },
  });
}

function showSecondFactor(
  { platform, realm, tenant, response }: RealmRequest,
  { uid }: Interaction,
  { proof, recovery, error }: { proof: string; recovery: boolean; error?: string },
): void {
  const action = `${new URL(platform.identity.issuer(realm)).pathname}/interaction/${uid}`;
  const otherUrl = `${action}?${new URLSearchParams({ proof, recovery: recovery ? 'no' : 'yes' }).toString()}`;
  const page = secondFactorPage({ tenant, action, hidden: { proof }, recovery, otherUrl, error });
  sendPage(response, page, {
    targets: [platform.identity.originOf(realm)],
    status: error === undefined ? 200 : 400,
  });
}

/** The same for an unknown address, a wrong password and a locked account: nobody learns who has an account. */
const WRONG =
  'The address or the password is wrong, or there were too many attempts. Try again, or set a new password.';

function show(
  { platform, realm, tenant, response }: RealmRequest,
  { uid, params }: Interaction,
  { email, error }: { email?: string; error?: string },
): void {
  const issuer = new URL(platform.identity.issuer(realm)).pathname;
  const hint = params['login_hint'];
  const page = loginPage({
    tenant,
    action: `${issuer}/interaction/${uid}`,
    email: email ?? (typeof hint === 'string' ? hint : undefined),
    error,
    forgotUrl: `${issuer}/forgot`,
  });
  sendPage(response, page, {
    targets: [platform.identity.originOf(realm)],
    status: error === undefined ? 200 : 400,
  });
}

async function showConsent(
  { platform, realm, tenant, response }: RealmRequest,
  { uid, session, params }: Interaction,
): Promise<void> {
  const account = await platform.identity.accounts.find(realm, String(session?.accountId));
  const provider = await platform.identity.provider(realm);
  const client = await provider?.Client.find(String(params['client_id']));
  const page = consentPage({
    tenant,
    action: `${new URL(platform.identity.issuer(realm)).pathname}/interaction/${uid}`,
    client: client?.clientName ?? String(params['client_id']),
    email: account?.email ?? '',
    wants: ['do everything that you can do', 'stay logged in until you log it out'],
  });
  sendPage(response, page, { targets: [platform.identity.originOf(realm), 'http://127.0.0.1:*'] });
}
