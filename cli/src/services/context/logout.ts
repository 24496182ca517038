import { ApiError } from '@plexica/sdk/client';
import { PlexicaError } from '@plexica/sdk/errors';
import type { LoggedOut } from '../../results/context.ts';
import { apiOf } from '../api.ts';
import { connection as connectionOf, type Connection } from './connection.ts';
import { forgetToken, isLoggedIn } from './contexts.ts';

/**
 * Removes the token that is stored for a server. A person's login ends on the server first: forgotten here alone, it
 * would stay valid for days, and nobody could end it from here anymore.
 *
 * @param options `force`: forgets a login also if the server cannot be asked to end it
 * @throws PlexicaError `context_not_found` if the server is not saved; ApiError `server_unreachable`
 */
export async function logout(
  configFolder: string,
  { url, context, timeout }: Connection,
  { dryRun, force }: { dryRun: boolean; force: boolean },
): Promise<LoggedOut> {
  if (context === undefined) {
    throw new PlexicaError('context_not_found', `No context has the server ${url}.`);
  }
  // Another token may be given, as in PLEXICA_TOKEN.
  const own = { ...(await connectionOf(configFolder, { context })), timeout };
  const ended = !dryRun && own.login !== undefined && (await endLogin(own, force));
  const stored = await forgetToken(configFolder, context, { dryRun });
  const { server, realm } = stored;
  return {
    context,
    server,
    kind: realm === undefined ? 'token' : 'login',
    wasLoggedIn: isLoggedIn(stored),
    ended,
    dryRun,
  };
}

/** @returns whether the login has ended on the server */
async function endLogin(connection: Connection, force: boolean): Promise<boolean> {
  try {
    await apiOf(connection).logout({});
    return true;
  } catch (error) {
    const { code, message } = error as { code?: unknown; message: string };
    if (code === 'not_authenticated') return true;
    if (force) return false;
    if (code !== 'server_unreachable') throw error;
    throw new ApiError('server_unreachable', `The login was not ended: ${message}`, {
      hint: 'Try again when the server can be reached. `plexica logout --force` removes the login here, but it stays valid on the server.',
      cause: error,
    });
  }
}
