/** What belongs to one connection and not to the message (RFC 9110, section 7.6.1), and how long the message is. */
const OF_THE_CONNECTION = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'http2-settings',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

function passes(name: string): boolean {
  const lower = name.toLowerCase();
  return !OF_THE_CONNECTION.has(lower) && !lower.startsWith('proxy-');
}

/**
 * Headers of a plugin's request as they go out: what decides where it goes, how long it is and how the connection is
 * used is the host's, and what the sandbox can decode is all that is asked for.
 *
 * @returns name, value, name, value, … as node:http takes them
 */
export function headersToSend(
  headers: readonly [string, string][],
  to: URL,
  method: string,
  size: number,
): string[] {
  const kept = headers.filter(([name]) => passes(name) && name.toLowerCase() !== 'accept-encoding');
  const sends = size > 0 || method === 'POST' || method === 'PUT' || method === 'PATCH';
  return [
    'Host',
    to.host,
    ...kept.flat(),
    'Accept-Encoding',
    'gzip, br',
    'Connection',
    'close',
    ...(sends ? ['Content-Length', String(size)] : []),
  ];
}

/** @param raw name, value, name, value, … as node:http gives them */
export function headersReceived(raw: readonly string[]): [string, string][] {
  const headers: [string, string][] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const [name, value] = raw.slice(index, index + 2) as [string, string];
    if (passes(name) || name.toLowerCase() === 'content-length') headers.push([name, value]);
  }
  return headers;
}
