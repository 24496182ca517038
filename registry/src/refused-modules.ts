/** A module of Node that plugins cannot use for what it is for. */
export interface RefusedModule {
  /** What to use instead, as the second half of a sentence. */
  instead: string;
  /** Names that it exports and that work in a plugin all the same. */
  harmless?: readonly string[];
}

const FILES = 'store data in tables with `ctx.db`; files of the project can be imported';
const NETWORK = 'make https requests with `ctx.fetch`';
const SERVER = `declare routes with \`@Route\`, and ${NETWORK}`;
const PROGRAMS =
  'call a service over https with `ctx.fetch`, or use a package written in JavaScript or WebAssembly';
const CODE =
  'import the code. A package that generates code at run time (`new Function`) works with "access": { "codeGeneration": true } in plexica.json';

/**
 * Modules of Node whose work the sandbox refuses, by their names without `node:`. `plexica build` refuses them in a
 * plugin's own code; packages often import them without using them.
 */
export const refusedModules: Readonly<Record<string, RefusedModule>> = {
  child_process: { instead: PROGRAMS },
  cluster: { instead: 'the server manages the processes of plugins' },
  dgram: { instead: NETWORK },
  dns: { instead: NETWORK },
  'dns/promises': { instead: NETWORK },
  ffi: { instead: PROGRAMS },
  fs: { instead: FILES, harmless: ['constants'] },
  'fs/promises': { instead: FILES, harmless: ['constants'] },
  http: {
    instead: SERVER,
    harmless: ['METHODS', 'STATUS_CODES', 'validateHeaderName', 'validateHeaderValue'],
  },
  http2: { instead: SERVER, harmless: ['constants'] },
  https: { instead: SERVER },
  inspector: { instead: 'write what you want to see with `ctx.log`' },
  'inspector/promises': { instead: 'write what you want to see with `ctx.log`' },
  net: { instead: NETWORK, harmless: ['BlockList', 'SocketAddress', 'isIP', 'isIPv4', 'isIPv6'] },
  repl: { instead: CODE },
  sqlite: { instead: FILES },
  tls: { instead: NETWORK },
  trace_events: { instead: 'write what you want to see with `ctx.log`' },
  vm: { instead: CODE },
  wasi: { instead: 'use the `WebAssembly` object' },
  worker_threads: {
    instead: 'do the work in the request; `setImmediate` lets others go first',
    harmless: [
      'BroadcastChannel',
      'MessageChannel',
      'MessagePort',
      'isMainThread',
      'receiveMessageOnPort',
      'threadId',
    ],
  },
};
