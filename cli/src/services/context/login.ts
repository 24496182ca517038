import { PlexicaError } from '@plexica/sdk/errors';
import type { LoggedIn } from '../../results/context.ts';
import type { PrincipalResult } from '../../results/tokens.ts';
import { apiOf } from '../api.ts';
import type { Connection } from './connection.ts';
import { rememberContext } from './contexts.ts';

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
export async function login(
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

/** Fails early, before a build or a request that the server would refuse. */
export function requireToken({ url, token }: Connection): void {
  if (token === undefined) {
    throw new PlexicaError('not_authenticated', `You are not logged in to ${url}.`);
  }
}
