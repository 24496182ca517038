/**
 * What a plugin tries with `ctx.fetch`, and what stops it. The manifest of the plugin names `api.example.com` and
 * `*.files.example.com`; the tests run every row behind the real sandbox, and the security page is made from the same rows.
 */
export interface FetchRow {
  name: string;
  /** What it asks for. */
  url: string;
  /** The second argument, as source text. */
  init?: string;
  /** What DNS says of the host; the address of the server of the tests if absent. */
  address?: string;
  stoppedBy: 'url' | 'manifest' | 'address' | 'redirect' | 'size' | 'certificate';
  /** `code` of the error that the plugin gets, or the name of an error that the standard `fetch` itself throws. */
  error: 'refused' | 'unreachable' | 'too_large' | 'TypeError';
  /** Part of its message. */
  says: string;
}

type Named = Omit<FetchRow, 'stoppedBy' | 'error' | 'says'>;

const refused =
  (stoppedBy: FetchRow['stoppedBy'], says: string) =>
  (row: Named): FetchRow => ({ ...row, stoppedBy, error: 'refused', says });

/** However an address is spelt, it is one. */
const LITERALS = [
  ['loopback', '127.0.0.1'],
  ['loopback, short', '127.1'],
  ['loopback, decimal', '2130706433'],
  ['loopback, octal', '0177.0.0.01'],
  ['loopback, octal in one number', '017700000001'],
  ['loopback, hexadecimal', '0x7f.0x0.0x0.0x1'],
  ['loopback, hexadecimal in one number', '0x7f000001'],
  ['loopback with a full stop', '127.0.0.1.'],
  ['loopback in full-width digits', '１２７.０.０.１'],
  ['loopback in circled digits', '①②⑦.⓪.⓪.①'],
  ['loopback, percent-encoded', '%31%32%37.0.0.1'],
  ['unspecified', '0.0.0.0'],
  ['unspecified, short', '0'],
  ['metadata', '169.254.169.254'],
  ['metadata, decimal', '2852039166'],
  ['private', '10.0.0.1'],
  ['public', '93.184.215.14'],
  ['IPv6 loopback', '[::1]'],
  ['IPv6 unspecified', '[::]'],
  ['IPv4-mapped loopback', '[::ffff:127.0.0.1]'],
  ['IPv4-mapped loopback, hexadecimal', '[::ffff:7f00:1]'],
  ['IPv6 metadata', '[fd00:ec2::254]'],
  ['IPv6 public', '[2606:4700::1111]'],
] as const;

const ADDRESSES = LITERALS.map(([name, host]): Named => ({
  name: `address: ${name}`,
  url: `https://${host}/`,
}));

const SCHEMES: Named[] = ['http', 'ftp', 'ws', 'wss', 'file', 'data', 'blob', 'gopher'].map((scheme) => ({
  name: `scheme ${scheme}`,
  url: `${scheme}://api.example.com/`,
}));

const PORTS: Named[] = [22, 25, 80, 5432, 6379, 8443].map((port) => ({
  name: `port ${port}`,
  url: `https://api.example.com:${port}/`,
}));

const HOSTS: Named[] = [
  ['that the manifest does not name', 'other.example.com'],
  ['localhost', 'localhost'],
  ['of the cloud that tells metadata', 'metadata.google.internal'],
  ['below one that is named exactly', 'www.api.example.com'],
  ['above the wildcard', 'files.example.com'],
  ['that only ends like the wildcard', 'evilfiles.example.com'],
  ['that begins like one that is named', 'api.example.com.evil.example'],
  ['that is named, with a full stop', 'api.example.com.'],
  ['in letters that look alike', 'аpi.example.com'],
  ['after a backslash', 'evil.example\\.api.example.com'],
  ['before a fragment', 'evil.example#.api.example.com'],
  ['before a query', 'evil.example?.api.example.com'],
].map(([name, host]) => ({ name: `host ${name}`, url: `https://${host}/` }));

/** Where a listed host may not lead. */
export const NOT_PUBLIC = [
  ['loopback', '127.0.0.1'],
  ['loopback beside the first', '127.0.0.53'],
  ['private 10', '10.1.2.3'],
  ['private 172.16', '172.31.255.254'],
  ['private 192.168', '192.168.1.1'],
  ['link-local', '169.254.1.1'],
  ['metadata', '169.254.169.254'],
  ['metadata of another cloud', '100.100.100.200'],
  ['carrier-grade NAT', '100.64.0.1'],
  ['unspecified', '0.0.0.0'],
  ['this network', '0.1.2.3'],
  ['protocol assignments', '192.0.0.192'],
  ['benchmarks', '198.18.0.1'],
  ['documentation', '203.0.113.1'],
  ['6to4 relays', '192.88.99.1'],
  ['multicast', '224.0.0.1'],
  ['reserved', '240.0.0.1'],
  ['broadcast', '255.255.255.255'],
  ['IPv6 loopback', '::1'],
  ['IPv6 unspecified', '::'],
  ['IPv6 link-local', 'fe80::1'],
  ['IPv6 site-local', 'fec0::1'],
  ['IPv6 unique local', 'fc00::1'],
  ['IPv6 metadata', 'fd00:ec2::254'],
  ['IPv6 multicast', 'ff02::1'],
  ['IPv6 discard', '100::1'],
  ['IPv4-mapped loopback', '::ffff:127.0.0.1'],
  ['IPv4-mapped metadata', '::ffff:169.254.169.254'],
  ['IPv4-mapped public', '::ffff:93.184.215.14'],
  ['IPv4-compatible loopback', '::127.0.0.1'],
  ['IPv4-translated loopback', '::ffff:0:127.0.0.1'],
  ['NAT64 loopback', '64:ff9b::7f00:1'],
  ['NAT64 of a local prefix', '64:ff9b:1::7f00:1'],
  ['6to4 loopback', '2002:7f00:1::1'],
  ['Teredo', '2001:0:7f00:1::1'],
  ['ORCHID', '2001:20::1'],
  ['IPv6 documentation', '2001:db8::1'],
  ['IPv6 documentation of RFC 9637', '3fff::1'],
  ['no address', 'api.example.com'],
] as const;

/** Paths of the server of the tests that lead elsewhere: `{inside}` listens on loopback and is not listed. */
export const REDIRECTS: Record<string, string> = {
  '/to-http': 'http://api.example.com/echo',
  '/to-address': 'https://127.0.0.1/echo',
  '/to-decimal': 'https://2130706433/echo',
  '/to-metadata': 'https://169.254.169.254/latest/meta-data/',
  '/to-other': 'https://other.example.com/echo',
  '/to-port': 'https://api.example.com:8443/echo',
  '/to-credentials': 'https://user:secret@api.example.com/echo',
  '/to-inside': 'https://inside.files.example.com/echo',
  '/to-file': 'file:///etc/passwd',
  '/in-a-circle': '/in-a-circle',
};

const redirect = (path: string, says: string): FetchRow => ({
  name: `redirect ${path.slice(1).replaceAll('-', ' ')}`,
  url: `https://api.example.com${path}`,
  stoppedBy: 'redirect',
  error: 'refused',
  says,
});

/** Each is refused, and no connection is made to where it leads. */
export const fetchRows: readonly FetchRow[] = [
  ...ADDRESSES.map(refused('url', 'is an IP address')),
  ...SCHEMES.map(refused('url', 'only https is allowed')),
  ...PORTS.map(refused('url', 'only 443 is')),
  ...HOSTS.map(refused('manifest', '')),
  {
    name: 'host after an encoded slash',
    url: 'https://evil.example%2f.api.example.com/',
    stoppedBy: 'url',
    error: 'TypeError',
    says: 'parse',
  },
  {
    name: 'credentials in the URL',
    url: 'https://user:secret@api.example.com/',
    stoppedBy: 'url',
    error: 'TypeError',
    says: 'credentials',
  },
  {
    name: 'credentials that look like a listed host',
    url: 'https://api.example.com@evil.example/',
    stoppedBy: 'url',
    error: 'TypeError',
    says: 'credentials',
  },
  ...NOT_PUBLIC.map(([name, address]) =>
    refused(
      'address',
      'no public IP address',
    )({
      name: `a listed host with an address: ${name}`,
      url: 'https://api.example.com/echo',
      address,
    }),
  ),
  redirect('/to-http', 'only https'),
  redirect('/to-address', 'IP address'),
  redirect('/to-decimal', 'IP address'),
  redirect('/to-metadata', 'IP address'),
  redirect('/to-other', 'other.example.com is not listed under access.network'),
  redirect('/to-port', 'only 443'),
  redirect('/to-credentials', 'credentials'),
  redirect('/to-inside', 'no public IP address'),
  redirect('/to-file', 'only https'),
  redirect('/in-a-circle', 'after 3 others'),
  {
    name: 'a body of 1 GB',
    url: 'https://api.example.com/gigabyte',
    stoppedBy: 'size',
    error: 'too_large',
    says: 'more than 10 MiB',
  },
  {
    name: 'a body without end',
    url: 'https://api.example.com/endless',
    stoppedBy: 'size',
    error: 'too_large',
    says: 'more than 10 MiB',
  },
  {
    name: 'a request of more than 10 MiB',
    url: 'https://api.example.com/echo',
    init: `{ method: 'POST', body: new Uint8Array(10 * 1024 * 1024 + 1) }`,
    stoppedBy: 'size',
    error: 'too_large',
    says: 'at most 10 MiB',
  },
  {
    name: 'a certificate of another host',
    url: 'https://wrong.files.example.com/echo',
    stoppedBy: 'certificate',
    error: 'unreachable',
    says: 'ERR_TLS_CERT_ALTNAME_INVALID',
  },
  {
    name: 'a method that opens a tunnel',
    url: 'https://api.example.com/echo',
    init: `{ method: 'CONNECT' }`,
    stoppedBy: 'url',
    error: 'TypeError',
    says: 'CONNECT',
  },
  {
    name: 'a header that becomes two',
    url: 'https://api.example.com/echo',
    init: `{ headers: { 'x-a': 'b\\r\\nx-c: d' } }`,
    stoppedBy: 'url',
    error: 'TypeError',
    says: 'header',
  },
];

/** What a plugin writes to the channel past `ctx.fetch`. `{id}` is its request's. */
export interface LieRow {
  name: string;
  /** Source text; `send` and `piece` write to the channel, `next` is the number of the next call. */
  code: string;
  /** `refused`: nothing is resolved or connected to; `ended`: the process is. */
  outcome: 'refused' | 'ended';
}

const said = (more: string) =>
  `const { call, id: of, ...ask } = { call: next, id, url: 'https://api.example.com/echo', method: 'GET', headers: [], size: 0, ${more} };
   send({ type: 'call', call, id: of, to: 'fetch', ask });`;

export const lieRows: readonly LieRow[] = [
  {
    name: 'credentials in the URL',
    code: said(`url: 'https://a:b@api.example.com/'`),
    outcome: 'refused',
  },
  { name: 'the method CONNECT', code: said(`method: 'CONNECT'`), outcome: 'refused' },
  { name: 'the method TRACE', code: said(`method: 'trace'`), outcome: 'refused' },
  { name: 'a host that is not listed', code: said(`url: 'https://evil.example/'`), outcome: 'refused' },
  {
    name: 'a request that does not exist',
    code: said('id: 4_000_000_000'),
    outcome: 'ended',
  },
  { name: 'no URL', code: said(`url: 'https://'`), outcome: 'refused' },
  { name: 'a header that becomes two', code: said(`headers: [['x-a', 'b\\r\\nx-c: d']]`), outcome: 'ended' },
  { name: 'a header name that is none', code: said(`headers: [['x a', 'b']]`), outcome: 'ended' },
  {
    name: 'a method with a line of its own',
    code: said(`method: 'GET / HTTP/1.1\\r\\nx: y'`),
    outcome: 'ended',
  },
  { name: 'a body larger than any', code: said('size: 10485761'), outcome: 'ended' },
  { name: 'a number that was used before', code: said('call: 0'), outcome: 'ended' },
  { name: 'a number out of turn', code: said('call: next + 1'), outcome: 'ended' },
  { name: 'a field too many', code: said('host: "127.0.0.1"'), outcome: 'ended' },
  {
    name: 'a body longer than announced',
    code: `${said(`method: 'POST', size: 3`)} piece(next, new Uint8Array(4));`,
    outcome: 'ended',
  },
  { name: 'a piece for a call never made', code: 'piece(next + 9, new Uint8Array(4));', outcome: 'ended' },
  {
    name: 'credit for a call never made',
    code: `send({ type: 'call-credit', call: next, pieces: 1 });`,
    outcome: 'ended',
  },
  {
    name: 'nine at a time',
    code: `for (let at = 0; at < 9; at += 1) { ${said(`call: next + at, url: 'https://api.example.com/silent'`)} }`,
    outcome: 'ended',
  },
];

/** Headers that a plugin sets and the host does not take from it. */
export const HELD_HEADERS: Record<string, string> = {
  host: 'evil.example',
  connection: 'keep-alive, x-own',
  'keep-alive': 'timeout=100',
  'proxy-authorization': 'Basic x',
  'proxy-connection': 'keep-alive',
  te: 'trailers',
  trailer: 'x-own',
  'transfer-encoding': 'chunked',
  'content-length': '100',
  upgrade: 'websocket',
  expect: '100-continue',
  'accept-encoding': 'zstd',
};
