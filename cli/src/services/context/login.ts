import { PlexicaError } from '@plexica/sdk/errors';
import type { LoggedIn } from '../../results/context.ts';
import type { PrincipalResult } from '../../results/tokens.ts';
import { apiOf } from '../api.ts';
import { deviceLogin, type Confirmation } from '../login/device-login.ts';
import { endByToken, realmClient } from '../login/realm-client.ts';
import { loggedOutOf, tenantOfRealm } from '../login/realm.ts';
import type { Connection } from './connection.ts';
import {
  contextNamed,
  readContexts,
  rememberContext,
  type Contexts,
  type StoredContext,
} from './contexts.ts';

/** @throws PlexicaError `not_authenticated` */
export async function whoami(connection: Connection): Promise<PrincipalResult> {
  requireToken(connection);
  const principal = await apiOf(connection).whoami({});
  return { ...principal, server: connection.url, context: connection.context ?? null };
}

/**
 * Saves a server and a token that the server accepts, and makes them the current context.
 *
 * @throws PlexicaError `not_authenticated`, `server_unreachable`
 */
export async function loginWithToken(
  configFolder: string,
  options: { url: string; token: string; context: string | undefined; dryRun: boolean },
): Promise<LoggedIn> {
  const { url, token, dryRun } = options;
  const name = options.context ?? new URL(url).host;
  const principal = await apiOf({ url, token, context: name }).whoami({});
  if (!dryRun) {
    await rememberContext(configFolder, name, { server: url, token });
  }
  return { context: name, server: url, principal: principal.id, scope: principal.scope, dryRun };
}

/**
 * Logs a person in to a realm, saves the login, and makes it the current context.
 *
 * @param show is called once, with what the user has to do in a browser
 * @throws PlexicaError or ApiError as `deviceLogin`
 */
export async function loginAsPerson(
  configFolder: string,
  options: { url: string; realm: string; context: string | undefined; dryRun: boolean },
  show: (confirmation: Confirmation) => void,
): Promise<LoggedIn> {
  const { url, realm, dryRun } = options;
  const known = await readContexts(configFolder);
  const context = options.context ?? contextOfRealm(known, url, realm);
  const tenant = tenantOfRealm(realm);
  const place = { context, server: url, ...(tenant !== undefined && { tenant }), dryRun };
  const address = { server: url, realm };
  if (dryRun) {
    await realmClient(address);
    return place;
  }
  const login = await deviceLogin(address, show);
  const { id, name, scope, member } = await apiOf({ url, token: login.accessToken, context }).whoami({});
  await rememberContext(configFolder, context, { server: url, realm, login });
  const replaced = contextNamed(known, context);
  if (replaced !== undefined) await endReplaced(replaced);
  return { ...place, principal: id, name, scope, ...(member && { email: member.email }) };
}

/** Nothing here can use a login that was replaced, so nobody would end it. It expires where the server is away now. */
async function endReplaced({ server, realm, login }: StoredContext): Promise<void> {
  if (realm === undefined || login === undefined) return;
  await endByToken({ server, realm }, login.refreshToken).catch(() => undefined);
}

/** The context that already has this login, else a name for it: a server can have one for each tenant. */
function contextOfRealm({ contexts }: Contexts, url: string, realm: string): string {
  const known = Object.entries(contexts).find(([, each]) => each.server === url && each.realm === realm);
  return known?.[0] ?? `${realm}@${new URL(url).host}`;
}

/** Fails early, before a build or a request that the server would refuse. */
export function requireToken({ url, token, realm }: Connection): void {
  if (token !== undefined) return;
  const message = `You are not logged in to ${url}.`;
  throw realm === undefined ? new PlexicaError('not_authenticated', message) : loggedOutOf(realm, message);
}
