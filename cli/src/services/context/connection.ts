import { PlexicaError } from '@plexica/sdk/errors';
import {
  contextNamed,
  readContexts,
  requireContext,
  type Contexts,
  type DevContext,
  type StoredContext,
} from './contexts.ts';
import { isRunning, runningDev } from './dev-context.ts';
import { LoginTokens } from '../login/login-tokens.ts';
import { tenantOfRealm } from '../login/realm.ts';

/** Default address of a server. */
export const DEFAULT_SERVER = 'http://127.0.0.1:7373';

/** A server to call, and its token. */
export interface Connection {
  url: string;
  token: string | undefined;
  /** Name of its context. */
  context: string | undefined;
  /** Set if the context has been logged in to by a person, and its credentials are used. */
  realm?: string;
  /** Renews the token; set while that person is logged in. */
  login?: LoginTokens;
  /** Slug of the tenant that commands use without `--tenant`. */
  tenant?: string;
  /** Set for the server of a `plexica dev`. */
  dev?: DevContext | undefined;
  /** Whether the current folder selected it. */
  byFolder?: boolean;
  /** Milliseconds to wait for a response; absent for a server on this machine. */
  timeout?: number | undefined;
}

/** Server and token from flags or environment variables. */
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
 * Flags override variables, which override a `plexica dev` running in the folder, which overrides the current context.
 * A stored token is only sent to the server it was stored with: if only a server is given, the token comes from a context
 * with the same address. A context flag uses the token of that context, because PLEXICA_TOKEN could be for another server.
 *
 * @param folder absolute and without links; `undefined` for commands that ignore a running `plexica dev`
 * @throws PlexicaError `bad_usage` if the server is not an http or https URL, or differs from the server of the given
 *   context; `context_not_found`
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
  const own = token === undefined && stored !== undefined && context !== undefined;
  const person = own ? personOf(configFolder, context, stored) : {};
  return {
    url,
    token: token ?? stored?.token ?? stored?.login?.accessToken,
    context: from,
    ...dev,
    ...person,
    timeout,
  };
}

function personOf(
  configFolder: string,
  context: string,
  { realm, token, login }: StoredContext,
): Pick<Connection, 'realm' | 'login' | 'tenant'> {
  if (realm === undefined || token !== undefined) return {};
  const tenant = tenantOfRealm(realm);
  return {
    realm,
    ...(tenant !== undefined && { tenant }),
    ...(login !== undefined && { login: new LoginTokens({ configFolder, context, realm }) }),
  };
}

function chosen(known: Contexts, { context, server }: ServerChoice) {
  const url = server === undefined ? undefined : serverUrl(server);
  if (context !== undefined) {
    const stored = requireContext(known, context);
    const its = serverUrl(stored.server);
    if (url === undefined || url === its) return { url: its, stored, context };
    throw new PlexicaError('bad_usage', `The context ${context} has the server ${its}, not ${url}.`, {
      hint: 'Pass only one of them: a context includes its server.',
    });
  }
  if (url !== undefined) {
    const same = Object.entries(known.contexts).filter(([, each]) => serverUrl(each.server) === url);
    // Several projects can have used the same address at different times.
    const [name, stored] =
      same.find(([, each]) => isRunning(each)) ??
      same.find(([name]) => name === known.current) ??
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
    throw new PlexicaError('bad_usage', `"${text}" is not a server URL.`, {
      hint: 'Include the scheme, as in https://plexica.example.com or http://127.0.0.1:7373.',
    });
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}
