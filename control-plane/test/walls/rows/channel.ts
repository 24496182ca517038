/** What a plugin writes to descriptor 3 past the bootstrap. */
export interface ChannelRow {
  /** Ends the sentence "a plugin writes …". */
  name: string;
  /** Body of a function of `write` (octets), `frame` (kind, octets), `say` (a message) and `id` of its request. */
  source: string;
  /** Why its process was ended. */
  cause: RegExp;
}

const WRONG_SHAPE = /a \w+ message of the wrong shape/;
const NOT_MADE = /(to|for) a request that does not exist/;

const response = `{ type: 'response', id, status: 200, headers: [], body: true }`;

const statement = `{ type: 'call', call: 1, id, to: 'database', ask: { type: 'statement', transaction: 0, sql: 'select 1', values: [] } }`;

export const channelRows: readonly ChannelRow[] = [
  {
    name: 'junk',
    source: `write(Buffer.from('this is no frame at all'));`,
    cause: /a frame of 1952999795 bytes/,
  },
  {
    name: 'random bytes',
    source: `write(Buffer.concat([Buffer.from([255]), crypto.getRandomValues(Buffer.alloc(4096))]));`,
    cause: /a frame of \d+ bytes/,
  },
  {
    name: 'a giant length',
    source: `write(Buffer.from([255, 255, 255, 255, 0]));`,
    cause: /a frame of 4294967295 bytes/,
  },
  {
    name: 'a length above the limit',
    source: `write(Buffer.from([0, 16, 0, 1, 0]));`,
    cause: /a frame of 1048577 bytes/,
  },
  { name: 'a length of nothing', source: `write(Buffer.alloc(4));`, cause: /a frame of 0 bytes/ },
  { name: 'an unknown kind', source: `write(frame(9, '{}'));`, cause: /a frame of kind 9/ },
  { name: 'a part, which only the host sends', source: `write(frame(2, '{}'));`, cause: /a frame of kind 2/ },
  { name: 'half of a JSON', source: `write(frame(0, '{'));`, cause: /not JSON/ },
  { name: 'an array', source: `say([]);`, cause: /an unknown type/ },
  { name: 'a message of nothing', source: `write(frame(0, 'null'));`, cause: /an unknown type/ },
  {
    name: 'a JSON without a bottom',
    source: `write(frame(0, '['.repeat(1_000_000)));`,
    cause: /not JSON|an unknown type/,
  },
  { name: 'an unknown type', source: `say({ type: 'open-the-door' });`, cause: /an unknown type/ },
  { name: 'a type that every object has', source: `say({ type: 'constructor' });`, cause: /an unknown type/ },
  { name: 'a message of the host', source: `say({ type: 'request', id });`, cause: /an unknown type/ },
  {
    name: 'a level that is none',
    source: `say({ type: 'log', id, level: 'shout', message: '', details: '' });`,
    cause: WRONG_SHAPE,
  },
  {
    name: 'a log line without end',
    source: `say({ type: 'log', id, level: 'info', message: 'x'.repeat(8193), details: '' });`,
    cause: WRONG_SHAPE,
  },
  {
    name: 'details that are no JSON',
    source: `say({ type: 'log', id, level: 'info', message: '', details: '{' });`,
    cause: /details that are not JSON/,
  },
  { name: 'a field too many', source: `say({ type: 'pong', tenant: 'other' });`, cause: WRONG_SHAPE },
  { name: 'a field too few', source: `say({ type: 'response', id });`, cause: WRONG_SHAPE },
  {
    name: 'a prototype as a field',
    source: `write(frame(0, '{"type":"pong","__proto__":{"admin":true}}'));`,
    cause: WRONG_SHAPE,
  },
  { name: 'a status that is none', source: `say({ ...${response}, status: 101 });`, cause: WRONG_SHAPE },
  {
    name: 'a header that is two',
    source: `say({ ...${response}, headers: [['x-a', 'b\\r\\nset-cookie: c']] });`,
    cause: WRONG_SHAPE,
  },
  {
    name: 'a header whose name is none',
    source: `say({ ...${response}, headers: [['x a', 'b']] });`,
    cause: WRONG_SHAPE,
  },
  {
    name: 'a protocol of another version',
    source: `say({ type: 'started', protocol: 2, routes: [], access: {}, lifecycle: [] });`,
    cause: WRONG_SHAPE,
  },
  {
    name: 'twice that it has started',
    source: `say({ type: 'started', protocol: 1, routes: [], access: {}, lifecycle: [], workspaceRoles: {}, workspaceAware: false });`,
    cause: /a second started message/,
  },
  {
    name: 'a stack without end',
    source: `say({ type: 'failed', id, message: '', stack: 'x'.repeat(32_769) });`,
    cause: WRONG_SHAPE,
  },
  { name: 'a negative id', source: `say({ ...${response}, id: -1 });`, cause: WRONG_SHAPE },
  { name: 'an id that is a fraction', source: `say({ ...${response}, id: 1.5 });`, cause: WRONG_SHAPE },
  {
    name: 'an answer to a request of somebody else',
    source: `say({ ...${response}, id: 99999 });`,
    cause: NOT_MADE,
  },
  {
    name: 'a body for a request of somebody else',
    source: `write(frame(1, Buffer.from([0, 1, 0, 0, 65])));`,
    cause: NOT_MADE,
  },
  {
    name: 'a statement for a request of somebody else',
    source: `say({ ...${statement}, id: 99999 });`,
    cause: NOT_MADE,
  },
  {
    name: 'a statement for another tenant',
    source: `const said = ${statement}; say({ ...said, ask: { ...said.ask, tenant: 'other' } });`,
    cause: WRONG_SHAPE,
  },
  {
    name: 'a transaction for a request of somebody else',
    source: `say({ ...${statement}, id: 99999, ask: { type: 'begin', transaction: 0 } });`,
    cause: NOT_MADE,
  },
  {
    name: 'a statement that is none',
    source: `say({ ...${statement}, ask: { type: 'listen', sql: 'x' } });`,
    cause: WRONG_SHAPE,
  },
  {
    name: 'a call to what the host does not offer',
    source: `say({ ...${statement}, to: 'constructor', ask: {} });`,
    cause: WRONG_SHAPE,
  },
  { name: 'a call out of turn', source: `say({ ...${statement}, call: 2 });`, cause: /a call out of turn/ },
  {
    name: 'a piece for a call that was never made',
    source: `write(frame(3, Buffer.from([0, 0, 0, 9, 65])));`,
    cause: /a call that does not exist/,
  },
  {
    name: 'more of a body for a call than was granted',
    source: `const pieces = Array(5).fill(frame(3, Buffer.from([0, 0, 0, 1, 65]))); write(Buffer.concat([frame(0, JSON.stringify(${statement})), ...pieces]));`,
    cause: /more body data than it was allowed to send/,
  },
  {
    name: 'a body before its answer',
    source: `write(frame(1, Buffer.from([0, 0, 0, id, 65])));`,
    cause: /a body without an answer/,
  },
  {
    name: 'a piece that is too large',
    source: `write(frame(1, Buffer.alloc(65_541)));`,
    cause: /a frame of kind 1 with 65541 bytes/,
  },
  {
    name: 'credit for what was never sent',
    source: `for (let i = 0; i < 100; i += 1) say({ type: 'credit', id, pieces: 1024 });`,
    cause: /credit for more data than it received/,
  },
  {
    name: 'more messages than anybody can read',
    source: `const many = Buffer.concat(Array(1000).fill(frame(0, '{"type":"pong"}'))); for (let i = 0; i < 100; i += 1) write(many);`,
    cause: /too many messages/,
  },
];
