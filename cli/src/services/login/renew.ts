import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  changeContexts,
  contextNamed,
  readContexts,
  type Contexts,
  type Renewing,
  type StoredContext,
  type StoredLogin,
} from '../context/contexts.ts';
import { isRunningProcess, thisProcess } from '../context/running-process.ts';
import { realmClient, realmError } from './realm-client.ts';
import { loggedOutOf } from './realm.ts';
import { storedLogin } from './stored-login.ts';
import { withoutEnding } from './without-ending.ts';

/** Where a login is kept. */
export interface LoginPlace {
  configFolder: string;
  /** Name of the context. */
  context: string;
  realm: string;
}

/** Milliseconds after which a process that renews a login counts as hanging. Its requests take at most 30 seconds. */
const HANGING = 60_000;
const POLL_MS = 50;

/**
 * The login of a context, renewed if it is not usable as it is.
 *
 * A refresh token works once: a server that gets one twice ends the login, as one of both may come from a thief. So of
 * all processes one renews, and its name stands in the contexts meanwhile. The others wait for it, or take its place
 * if it was killed.
 *
 * @throws PlexicaError `not_authenticated` if the login has ended
 */
export async function renewed(
  place: LoginPlace,
  isUsable: (login: StoredLogin) => boolean,
): Promise<StoredLogin> {
  for (; ; await sleep(POLL_MS)) {
    const { login } = contextOf(await readContexts(place.configFolder), place);
    if (login !== undefined && isUsable(login)) return login;
    if (login !== undefined && isHeld(login)) continue;
    await withoutEnding(async () => {
      const claim = await claimed(place, isUsable);
      if (claim !== undefined) await exchange(place, claim);
    });
  }
}

/** A claim of this process to use a refresh token. */
interface Claim {
  id: string;
  server: string;
  refreshToken: string;
}

/** @returns `undefined` if another process was faster */
async function claimed(
  place: LoginPlace,
  isUsable: (login: StoredLogin) => boolean,
): Promise<Claim | undefined> {
  const id = randomUUID();
  let claim: Claim | undefined;
  await changeLogin(place, (login, { server }) => {
    if (isUsable(login) || isHeld(login)) return login;
    claim = { id, server, refreshToken: login.refreshToken };
    const renewing: Renewing = { id, host: hostname(), since: new Date().toISOString(), ...thisProcess() };
    return { ...login, renewing };
  });
  return claim;
}

/** Uses the refresh token, and stores the tokens that come for it before anybody uses them. */
async function exchange(place: LoginPlace, { id, server, refreshToken }: Claim): Promise<void> {
  const { realm } = place;
  const isMine = (login: StoredLogin): boolean => login.renewing?.id === id;
  try {
    const { oidc, configuration } = await realmClient({ server, realm });
    const answer = await oidc.refreshTokenGrant(configuration, refreshToken);
    await changeLogin(place, (login) => (isMine(login) ? storedLogin(answer) : login));
  } catch (error) {
    const { error: refused } = error as { error?: unknown };
    if (refused === 'invalid_grant') {
      await changeLogin(place, (login) => (isMine(login) ? undefined : login));
      throw loggedOutOf(realm, 'Your login has ended.', { cause: error });
    }
    await changeLogin(place, (login) => {
      const { renewing: _, ...free } = login;
      return isMine(login) ? free : login;
    });
    throw realmError(error, { server, realm });
  }
}

/** Whether another process renews the login. On another machine, nobody can see whether it still runs. */
function isHeld({ renewing }: StoredLogin): boolean {
  if (renewing === undefined || Date.now() - Date.parse(renewing.since) > HANGING) return false;
  return renewing.host !== hostname() || isRunningProcess(renewing);
}

/** @param change the login; `undefined` removes it */
async function changeLogin(
  place: LoginPlace,
  change: (login: StoredLogin, context: StoredContext) => StoredLogin | undefined,
): Promise<void> {
  await changeContexts(place.configFolder, (known) => {
    const { login, ...context } = contextOf(known, place);
    const next = login && change(login, context);
    const changed = { ...context, ...(next !== undefined && { login: next }) };
    return { ...known, contexts: { ...known.contexts, [place.context]: changed } };
  });
}

/** @throws PlexicaError `not_authenticated` for a context that was removed, or is one of another realm now */
function contextOf(known: Contexts, { context: name, realm }: LoginPlace): StoredContext {
  const context = contextNamed(known, name);
  if (context?.login === undefined || context.realm !== realm) {
    throw loggedOutOf(realm, `You are not logged in with the context ${name} anymore.`);
  }
  return context;
}
