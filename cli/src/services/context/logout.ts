import { PlexicaError } from '@plexica/sdk/errors';
import type { LoggedOut } from '../../results/context.ts';
import type { Connection } from './connection.ts';
import { forgetToken } from './contexts.ts';

/**
 * Removes the token that is stored for a server.
 *
 * @throws PlexicaError `context_not_found` if the server is not saved
 */
export async function logout(
  configFolder: string,
  { url, context }: Connection,
  { dryRun }: { dryRun: boolean },
): Promise<LoggedOut> {
  if (context === undefined) {
    throw new PlexicaError('context_not_found', `No context has the server ${url}.`);
  }
  const { server, token } = await forgetToken(configFolder, context, { dryRun });
  return { context, server, wasLoggedIn: token !== undefined, dryRun };
}
