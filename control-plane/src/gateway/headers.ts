/** Request headers that plugins never receive: credentials, and headers that only the gateway sets. */
const WITHHELD = new Set([
  'authorization',
  'cookie',
  'forwarded',
  'x-tenant-slug',
  'x-workspace-id',
  'x-real-ip',
  'idempotency-key',
  // Headers of the connection, not of the request (RFC 9110, 7.6.1).
  'connection',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'host',
]);

/** @param raw name, value, name, value, … as node:http gives them */
export function headersForPlugin(raw: readonly string[]): [string, string][] {
  const headers: [string, string][] = [];
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = (raw[at] as string).toLowerCase();
    if (WITHHELD.has(name) || name.startsWith('proxy-') || name.startsWith('x-forwarded-')) continue;
    headers.push([name, raw[at + 1] as string]);
  }
  return headers;
}

/** Response headers of a plugin that reach the caller, besides `X-Plugin-*` and a checked `Location`. */
const PASSED = new Set([
  'content-type',
  'content-disposition',
  'content-language',
  'cache-control',
  'etag',
  'expires',
  'last-modified',
  'vary',
  'retry-after',
]);

/** Added to every answer of a plugin, so that none of its pages runs in a privileged origin. */
const ADDED: readonly [string, string][] = [
  ['x-content-type-options', 'nosniff'],
  ['content-security-policy', "sandbox; default-src 'none'"],
  ['referrer-policy', 'no-referrer'],
];

/**
 * Headers of the platform's own answers that are left out. Other pages may show the answer of a plugin, such as an
 * image: it runs nothing there.
 */
export const LEFT_OUT = ['cross-origin-resource-policy', 'x-frame-options'];

/** @param prefix of the plugin, such as `/t/acme/crm`; a `Location` outside of it is dropped */
export function headersForCaller(headers: readonly [string, string][], prefix: string): [string, string][] {
  const passed: [string, string][] = [];
  for (const [given, value] of headers) {
    const name = given.toLowerCase();
    if (PASSED.has(name) || name.startsWith('x-plugin-')) passed.push([name, value]);
    if (name === 'location') {
      const location = locationWithin(value, prefix);
      if (location !== undefined) passed.push([name, location]);
    }
  }
  return [...passed, ...ADDED];
}

/** Plugins write paths below their prefix; `/contacts/1` becomes `/t/acme/crm/contacts/1`. */
function locationWithin(value: string, prefix: string): string | undefined {
  const base = 'http://gateway.invalid';
  if (!URL.canParse(value, `${base}/`)) return undefined;
  const url = new URL(value, `${base}/`);
  if (url.origin !== base || url.username !== '' || url.password !== '') return undefined;
  const path =
    url.pathname === prefix || url.pathname.startsWith(`${prefix}/`) ? url.pathname : prefix + url.pathname;
  return path + url.search;
}
