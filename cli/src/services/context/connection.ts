import { PlexicaError } from '@plexica/sdk/errors';
import { contextNamed, readContexts } from './contexts.ts';

/** Where a server listens that was started without any configuration. */
export const DEFAULT_SERVER = 'http://127.0.0.1:7373';

/** A server to call, and with what. */
export interface Connection {
  url: string;
  token: string | undefined;
  /** Name of the context that it came from. */
  context: string | undefined;
  /** Milliseconds to wait for an answer; absent for a server of this machine. */
  timeout?: number | undefined;
}

export interface ConnectionFlags {
  server: string | undefined;
  token: string | undefined;
  /** Seconds. */
  timeout?: number | undefined;
}

/**
 * Flags win over the context in use. A token is only ever sent to the server it was stored with: with `--server`
 * alone it is that of a context for the same address.
 *
 * @throws PlexicaError `bad_usage` when the server is not an http or https URL
 */
export async function connection(configFolder: string, flags: ConnectionFlags): Promise<Connection> {
  const known = await readContexts(configFolder);
  const { current, contexts } = known;
  const timeout = flags.timeout === undefined ? undefined : flags.timeout * 1000;
  if (flags.server === undefined) {
    const stored = current === undefined ? undefined : contextNamed(known, current);
    return {
      url: serverUrl(stored?.server ?? DEFAULT_SERVER),
      token: flags.token ?? stored?.token,
      context: stored === undefined ? undefined : current,
      timeout,
    };
  }
  const url = serverUrl(flags.server);
  const [name, stored] = Object.entries(contexts).find(([, each]) => serverUrl(each.server) === url) ?? [];
  return { url, token: flags.token ?? stored?.token, context: name, timeout };
}

/** The address without a trailing slash. @throws PlexicaError `bad_usage` */
export function serverUrl(text: string): string {
  const url = URL.parse(text);
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    throw new PlexicaError('bad_usage', `"${text}" is not the URL of a server.`, {
      hint: 'Write it with its scheme, such as https://plexica.example.com or http://127.0.0.1:7373.',
    });
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}
