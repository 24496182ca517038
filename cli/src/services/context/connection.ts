import { PlexicaError } from '@plexica/sdk/errors';
import { contextNamed, readContexts, requireContext, type Contexts, type DevContext } from './contexts.ts';
import { isRunning, runningDev } from './dev-context.ts';

/** Where a server listens that was started without any configuration. */
export const DEFAULT_SERVER = 'http://127.0.0.1:7373';

/** A server to call, and with what. */
export interface Connection {
  url: string;
  token: string | undefined;
  /** Name of the context that it came from. */
  context: string | undefined;
  /** Where it is the server of a `plexica dev`. */
  dev?: DevContext | undefined;
  /** Whether it was chosen by the folder alone. */
  byFolder?: boolean;
  /** Milliseconds to wait for an answer; absent for a server of this machine. */
  timeout?: number | undefined;
}

/** What names a server and a token: flags, or variables of the environment. */
export interface ServerChoice {
  context?: string | undefined;
  server?: string | undefined;
  token?: string | undefined;
}

export interface ConnectionFlags extends ServerChoice {
  /** Seconds. */
  timeout?: number | undefined;
}

/**
 * Flags go before variables, these before the `plexica dev` that runs in the folder, and that before the context in use. A token is only ever sent to the server it was stored
 * with: with a server alone it is that of a context for the same address. A context in the flags brings its own token,
 * since a variable's may be for another server.
 *
 * @param folder absolute and without links; `undefined` for a command that has nothing to do with a running `plexica dev`
 * @throws PlexicaError `bad_usage` when the server is not an http or https URL, or not that of the context named beside
 *   it; `context_not_found`
 */
export async function connection(
  configFolder: string,
  flags: ConnectionFlags,
  variables: ServerChoice = {},
  folder?: string,
): Promise<Connection> {
  const known = await readContexts(configFolder);
  const timeout = flags.timeout === undefined ? undefined : flags.timeout * 1000;
  const named = [flags, variables].find(({ context, server }) => (context ?? server) !== undefined) ?? {};
  const free = (named.context ?? named.server ?? variables.token) === undefined;
  const [running] = (free && folder !== undefined && runningDev(known, folder)) || [];
  const { url, stored, context } = chosen(known, running === undefined ? named : { context: running });
  const variable = flags.context === undefined ? variables.token : undefined;
  const dev = stored?.dev && { dev: stored.dev, byFolder: running !== undefined };
  const token = flags.token ?? variable;
  // A context that has only the same address has given nothing.
  const from =
    token !== undefined && named.context === undefined && named.server !== undefined ? undefined : context;
  return { url, token: token ?? stored?.token, context: from, ...dev, timeout };
}

function chosen(known: Contexts, { context, server }: ServerChoice) {
  const url = server === undefined ? undefined : serverUrl(server);
  if (context !== undefined) {
    const stored = requireContext(known, context);
    const its = serverUrl(stored.server);
    if (url === undefined || url === its) return { url: its, stored, context };
    throw new PlexicaError('bad_usage', `The server ${url} is not that of the context ${context}, ${its}.`, {
      hint: 'Name one of them: the context brings its server.',
    });
  }
  if (url !== undefined) {
    const same = Object.entries(known.contexts).filter(([, each]) => serverUrl(each.server) === url);
    // One after the other, several projects have had a server at the same address.
    const [name, stored] =
      same.find(([, each]) => isRunning(each)) ??
      same.find(([, { dev }]) => dev === undefined) ??
      same[0] ??
      [];
    return { url, stored, context: name };
  }
  const stored = known.current === undefined ? undefined : contextNamed(known, known.current);
  const inUse = stored === undefined ? undefined : known.current;
  return { url: serverUrl(stored?.server ?? DEFAULT_SERVER), stored, context: inUse };
}

/** The address without a trailing slash. @throws PlexicaError `bad_usage` */
function serverUrl(text: string): string {
  const url = URL.parse(text);
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    throw new PlexicaError('bad_usage', `"${text}" is not the URL of a server.`, {
      hint: 'Write it with its scheme, such as https://plexica.example.com or http://127.0.0.1:7373.',
    });
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}
