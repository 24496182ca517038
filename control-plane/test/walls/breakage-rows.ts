/** One way in which a plugin breaks. */
export interface BreakageRow {
  /** Ends the sentence "a plugin that …". */
  name: string;
  /** A function of `ctx`. */
  source: string;
  /** What its caller is told. */
  status: number;
  detail: RegExp;
  /** What the log of the installation says of the cause. */
  log: RegExp;
}

const GONE = /has ended: /;
const FAILED = /^broken 1\.0\.0 failed with an error\.$/;
const TOO_MUCH_MEMORY =
  /out of memory|MiB of memory|Failed to allocate|allocation failed|it exited \((SIG\w+|13[34])\)/i;

/** What takes more than one request, or none. */
export const BREAKAGE_SCENARIOS = {
  load: 'throws as it loads',
  endless: 'streams for ever',
  deaf: 'ignores that its callers have gone',
  again: 'breaks again and again',
} as const;

export const breakageRows: readonly BreakageRow[] = [
  {
    name: 'throws in a route',
    source: `() => { throw new TypeError('not like this'); }`,
    status: 502,
    detail: FAILED,
    log: /TypeError: not like this/,
  },
  {
    name: 'throws what is no error',
    source: `() => { throw undefined; }`,
    status: 502,
    detail: FAILED,
    log: /a undefined was thrown/,
  },
  {
    name: 'rejects a promise that nobody awaits',
    source: `() => { void Promise.reject(new Error('nobody awaits me')); return new Promise(() => {}); }`,
    status: 502,
    detail: /an uncaught error ended it: nobody awaits me/,
    log: /nobody awaits me/,
  },
  {
    name: 'throws in a timer',
    source: `() => { setTimeout(() => { throw new Error('later'); }, 1); return new Promise(() => {}); }`,
    status: 502,
    detail: /an uncaught error ended it: later/,
    log: /later/,
  },
  {
    name: 'exits',
    source: `() => process.exit(0)`,
    status: 502,
    detail: /it exited \(0\)/,
    log: /it exited \(0\)/,
  },
  {
    name: 'never answers',
    source: `() => new Promise(() => {})`,
    status: 504,
    detail: /did not answer within \d+ seconds/,
    log: /^$/,
  },
  {
    name: 'loops for ever',
    source: `() => { for (;;); }`,
    status: 504,
    detail: /did not answer within \d+ seconds/,
    log: /event loop was blocked/,
  },
  {
    name: 'loops for ever in promises',
    source: `async () => { for (;;) await null; }`,
    status: 504,
    detail: /did not answer within \d+ seconds/,
    log: /event loop was blocked/,
  },
  {
    name: 'allocates heap without end',
    source: `() => { const all = []; for (;;) all.push({ a: all.length, b: [all.length] }); }`,
    status: 502,
    detail: /out of memory/,
    log: /out of memory/,
  },
  {
    name: 'allocates Buffers without end',
    source: `async () => { const all = []; for (;;) { all.push(Buffer.alloc(10_000_000, 1)); await new Promise((ok) => setTimeout(ok, 5)); } }`,
    status: 502,
    detail: /./,
    log: TOO_MUCH_MEMORY,
  },
  {
    name: 'opens descriptors without end',
    source: `() => { for (;;) process.getBuiltinModule('fs').openSync(import.meta.filename); }`,
    status: 502,
    detail: FAILED,
    log: /EMFILE/,
  },
  {
    name: 'starts timers without end',
    source: `() => { for (;;) setInterval(() => {}, 1000); }`,
    status: 502,
    detail: /out of memory/,
    log: /out of memory/,
  },
  {
    name: 'answers 200 MB of JSON',
    source: `() => Array(20_000_000).fill('12345678')`,
    status: 502,
    detail: /./,
    log: /more than 10 MiB|memory|Invalid string length/,
  },
  {
    name: 'answers 200 MB at once',
    source: `() => new Response(new Uint8Array(200_000_000))`,
    status: 502,
    detail: /./,
    log: /more than 10 MiB|memory|allocation failed/,
  },
  {
    name: 'answers 20 MB at once',
    source: `() => new Response(new Uint8Array(20_000_000))`,
    status: 502,
    detail: FAILED,
    log: /a Response of more than 10 MiB/,
  },
  {
    name: 'logs without end',
    source: `async (ctx) => { for (;;) { for (let i = 0; i < 1000; i += 1) ctx.log.info('x'.repeat(8000)); await new Promise((ok) => setImmediate(ok)); } }`,
    status: 502,
    detail: GONE,
    log: /too many messages|memory/,
  },
  {
    name: 'prints without end',
    source: `() => { const line = Buffer.from('x'.repeat(999) + '\\n'); for (;;) process.getBuiltinModule('fs').writeSync(1, line); }`,
    status: 504,
    detail: /did not answer within \d+ seconds/,
    log: /event loop was blocked/,
  },
];
