/** What a plugin may do with a module of Node. */
export interface Verdict {
  /**
   * `all`: whatever it does stays inside of the process. `part`: what leaves the process is refused. `none`: all that it
   * is for is refused. `absent`: there is no such module.
   */
  may: 'all' | 'part' | 'none' | 'absent';
  why: string;
  /** Names of rows of the table of escapes that try it. */
  rows?: readonly string[];
}

const CALCULATES: Verdict = { may: 'all', why: 'It calculates.' };
const EVENTS: Verdict = { may: 'all', why: 'It calls functions of the plugin.' };
const STREAMS: Verdict = { may: 'all', why: 'It moves bytes inside of the process.' };
const NO_NETWORK =
  'Sockets are refused by the permission model, and there is no network behind the kernel wall.';

/** For every module that Node has or may have; the tests fail for one that is not here. */
export const VERDICTS: Readonly<Record<string, Verdict>> = {
  _http_agent: { may: 'none', why: NO_NETWORK, rows: ['send an HTTP request'] },
  _http_client: { may: 'none', why: NO_NETWORK, rows: ['send an HTTP request'] },
  _http_common: CALCULATES,
  _http_incoming: STREAMS,
  _http_outgoing: STREAMS,
  _http_server: { may: 'none', why: NO_NETWORK, rows: ['listen on TCP'] },
  _tls_common: { may: 'all', why: 'It makes contexts for connections, and there are none.' },
  _tls_wrap: { may: 'none', why: NO_NETWORK, rows: ['connect by TCP'] },
  assert: {
    may: 'all',
    why: 'It compares. To quote the code of a failed assertion it reads a file that the permission model has to allow.',
    rows: ['have node:assert quote a file'],
  },
  'assert/strict': { may: 'all', why: 'As node:assert.' },
  async_hooks: {
    may: 'all',
    why: 'It shows a process its own handles, which have the same permissions as what they are beneath of.',
    rows: ['listen by what is beneath node:net', 'send by what is beneath node:dgram'],
  },
  buffer: CALCULATES,
  child_process: {
    may: 'none',
    why: 'Programs are refused by the permission model, and by the filter of system calls.',
    rows: [
      'spawn a program',
      'spawn Node',
      'spawn by the internal class',
      'fork',
      'signal by a process that was never started',
    ],
  },
  cluster: { may: 'none', why: 'As node:child_process.', rows: ['fork by cluster'] },
  console: { may: 'all', why: 'What is printed goes to the log of the installation.' },
  constants: CALCULATES,
  crypto: {
    may: 'part',
    why: 'It calculates. Engines, which are native code, are refused.',
    rows: ['load a library as an engine of OpenSSL'],
  },
  dgram: {
    may: 'none',
    why: NO_NETWORK,
    rows: ['send by UDP', 'listen on UDP', 'send by what is beneath node:dgram'],
  },
  diagnostics_channel: EVENTS,
  dns: { may: 'none', why: NO_NETWORK, rows: ['look up a name', 'ask a name server'] },
  'dns/promises': { may: 'none', why: NO_NETWORK, rows: ['look up a name', 'ask a name server'] },
  domain: EVENTS,
  events: EVENTS,
  fs: {
    may: 'part',
    why: 'It reads the bundle and the bootstrap, and the descriptors of its own process. Every other path is refused by the permission model, and not there behind the kernel wall.',
    rows: [
      'read a file',
      'write a file',
      'watch a file',
      'learn that a file exists',
      'change its bundle by a descriptor',
    ],
  },
  'fs/promises': { may: 'part', why: 'As node:fs.', rows: ['read a file by a promise'] },
  http: { may: 'none', why: NO_NETWORK, rows: ['send an HTTP request', 'open a WebSocket'] },
  http2: { may: 'none', why: NO_NETWORK, rows: ['connect by TCP'] },
  https: { may: 'none', why: NO_NETWORK, rows: ['send an HTTP request'] },
  inspector: {
    may: 'none',
    why: 'Sessions and listening are refused by the permission model.',
    rows: ['open the inspector', 'inspect itself'],
  },
  'inspector/promises': { may: 'none', why: 'As node:inspector.', rows: ['inspect itself'] },
  module: {
    may: 'part',
    why: 'It loads the bundle, also by hooks (`registerHooks`), and code from text (`data:` URLs, `Module.prototype._compile`), all inside of the process. Files, addons and hooks in threads are refused. Behind Node’s wall alone it tells whether a file exists.',
    rows: [
      'require a file',
      'import a file',
      'import a file by hooks that lead to it',
      'import a file by hooks in a thread',
      'read a package.json',
      'read a file by the source map of its bundle',
      'require an addon',
      'require what is internal to Node',
      'load what is internal to Node past the list',
      'write a cache of compiled code',
      'learn that a file exists by resolving it',
      'learn that a file exists by node:module',
    ],
  },
  net: {
    may: 'none',
    why: NO_NETWORK,
    rows: [
      'connect by TCP',
      'listen on TCP',
      'connect to a unix socket',
      'bind a socket that it passes on',
      'listen by what is beneath node:net',
    ],
  },
  os: {
    may: 'part',
    why: 'The version of the kernel and the number of processors are as they are. What tells more of the machine is answered by stand-ins, and priorities are refused.',
    rows: [
      'slow a process down',
      'find a process by its priority',
      'learn the name of the machine',
      'learn the addresses of the machine',
      'learn the memory of the machine',
      'learn how busy the processors of the machine are',
    ],
  },
  path: CALCULATES,
  'path/posix': CALCULATES,
  'path/win32': CALCULATES,
  perf_hooks: { may: 'all', why: 'It measures its own process.' },
  process: {
    may: 'part',
    why: 'Signals, other users, another program, addons, another folder, reports and what is internal to Node are refused. There is no environment.',
    rows: [
      'read the environment',
      'end a process',
      'end a process by _kill',
      'end a process by _debugProcess',
      'become root',
      'change its groups',
      'replace its program',
      'find its parent',
      'change its folder',
      'write a report',
      'learn all of it from a report',
      'read a file as environment',
      'load an addon',
      'use process.binding',
      'use process._linkedBinding',
      'disable the permissions',
    ],
  },
  punycode: CALCULATES,
  querystring: CALCULATES,
  readline: STREAMS,
  'readline/promises': STREAMS,
  repl: { may: 'none', why: 'It needs node:vm.', rows: ['run text by node:repl'] },
  stream: STREAMS,
  'stream/consumers': STREAMS,
  'stream/promises': STREAMS,
  'stream/web': STREAMS,
  string_decoder: CALCULATES,
  sys: CALCULATES,
  timers: EVENTS,
  'timers/promises': EVENTS,
  tls: {
    may: 'part',
    why: `${NO_NETWORK} Behind Node’s wall alone it reads the certificates that the machine trusts.`,
    rows: ['connect by TCP', 'read certificates as those of the machine'],
  },
  trace_events: { may: 'none', why: 'Its file is refused by the permission model.', rows: ['write a trace'] },
  tty: { may: 'all', why: 'No descriptor of the process is a terminal.' },
  url: CALCULATES,
  util: CALCULATES,
  'util/types': CALCULATES,
  v8: {
    may: 'part',
    why: 'It looks at the memory of its own process. Flags of the engine and files are refused.',
    rows: [
      'set flags of V8',
      'set flags of V8 by an import',
      'write a heap snapshot',
      'write coverage',
      'have V8 write a log',
    ],
  },
  vm: {
    may: 'none',
    why: 'Scripts and realms are refused, since a realm has an `eval` of its own.',
    rows: [
      'run text by node:vm',
      'run text by a script of node:vm',
      'create a realm with node:vm',
      'read a file from another realm',
    ],
  },
  wasi: { may: 'none', why: 'It is refused by the permission model.', rows: ['open a folder by WASI'] },
  worker_threads: {
    may: 'part',
    why: 'Channels work. Threads are refused by the permission model, and too large for the limit of memory.',
    rows: ['start a worker', 'read a file in a worker'],
  },
  zlib: {
    may: 'part',
    why: 'It calculates. Archives are read by the permissions of files.',
    rows: ['read a file as an archive'],
  },
  'node:ffi': {
    may: 'absent',
    why: 'It calls native code. It is disabled, and refused by the permission model.',
    rows: ['call native code by node:ffi', 'read its memory by node:ffi'],
  },
  'node:sea': { may: 'all', why: 'There is nothing in it, since this Node is no single executable.' },
  'node:sqlite': {
    may: 'absent',
    why: 'It reads and writes files without the permission model, so it is disabled.',
    rows: ['open a file as a database', 'import node:sqlite'],
  },
  'node:test': {
    may: 'part',
    why: 'It runs functions of the plugin. Files are refused, as are the processes that it would run them in.',
    rows: ['run a file by node:test'],
  },
  'node:test/reporters': CALCULATES,
};

/** Of `globalThis`, beside what is of the language. */
export const GLOBALS: Verdict = {
  may: 'part',
  why: '`fetch`, `WebSocket` and everything else that needs a socket are refused, and so are `eval` and functions created from text.',
  rows: [
    'fetch',
    'open a WebSocket',
    'evaluate text',
    'create a function from text',
    'create an asynchronous function from text',
    'create a generator from text',
  ],
};
