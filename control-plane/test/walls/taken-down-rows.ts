import { escapeRows } from './escape-rows.ts';
import type { Missing } from './taken-down.ts';

/** Which rows of the table of escapes get out once something is missing beside the kernel wall. */
export interface TakenDown {
  name: string;
  missing: Missing;
  /** All that get out of those which Node's wall denies, by name. */
  rows: readonly string[];
}

/**
 * What gets out although neither wall stands: nowhere. What the process is started with denies it (another user, no
 * environment, no descriptors, a bundle that it may not write, limits of memory), or this Node does not do it at all.
 */
export const HELD: readonly string[] = [
  'use descriptors that it was not given',
  'read the environment',
  'read the environment of the server',
  'start a worker',
  'read a file in a worker',
  'signal by a process that was never started',
  'become root',
  'change its groups',
  'find its parent',
  'have node:assert quote a file',
  'link a file',
  'write into its bundle',
  'change its bundle by a descriptor',
  'write coverage',
  'have V8 write a log',
  'import a file by hooks in a thread',
  'load a library as an engine of OpenSSL',
  'use process._linkedBinding',
  'require what is internal to Node',
  'load what is internal to Node past the list',
  'find internals on the stack',
];

/** Rows that Node's wall denies. */
export const nodeRows = escapeRows.filter(({ deniedBy }) => deniedBy.node);

export const TAKEN_DOWN: readonly TakenDown[] = [
  {
    name: 'what the bootstrap takes away',
    missing: { kernel: true, lockDown: true },
    rows: [
      'end a process',
      'end a process by _kill',
      'end a process by _debugProcess',
      'slow a process down',
      'find a process by its priority',
      'create a function from text',
      'create an asynchronous function from text',
      'create a generator from text',
      'run text by node:vm',
      'run text by a script of node:vm',
      'create a realm with node:vm',
      'run text by node:repl',
      'set flags of V8',
      'set flags of V8 by an import',
      'learn the name of the machine',
      'learn the addresses of the machine',
      'learn the memory of the machine',
      'learn how busy the processors of the machine are',
      'learn all of it from a report',
    ],
  },
  {
    name: "Node's permission model",
    missing: { kernel: true, permissions: true },
    rows: [
      'read the memory of a process',
      'read the descriptors of a process',
      'spawn a program',
      'spawn Node',
      'spawn by the internal class',
      'fork',
      'fork by cluster',
      'list processes',
      'connect by TCP',
      'fetch',
      'send an HTTP request',
      'open a WebSocket',
      'listen on TCP',
      'send by UDP',
      'listen on UDP',
      'bind a socket that it passes on',
      'listen by what is beneath node:net',
      'connect to a unix socket',
      'connect to an abstract unix socket',
      'listen on a unix socket',
      'look up a name',
      'ask a name server',
      'read a file',
      'read a file by a promise',
      'read a file as a stream',
      'read a file as a blob',
      'read a file as a blob at once',
      'read a file as an archive',
      'read a package.json',
      'import a file by hooks that lead to it',
      'read a file by a path out of its bundle',
      'read a file by a path of bytes',
      'read a file with the resolution of paths replaced',
      'read a file by a symbolic link',
      'read a file by a link that it finds',
      'copy a file',
      'learn that a file exists',
      'watch a file',
      'learn the size of a file',
      'list a folder',
      'find files by a pattern',
      'follow a link of /proc',
      'read its memory map',
      'import a file',
      'require a file',
      'read a file from a module of a data: URL',
      'read a file by the source map of its bundle',
      'open a file as a database',
      'import node:sqlite',
      'write a file',
      'create a folder',
      'write a file as a stream',
      'write a file as a stream of text',
      'write a cache of compiled code',
      'rename a file',
      'remove a file',
      'call native code by node:ffi',
      'read its memory by node:ffi',
      'run a file by node:test',
      'open a folder by WASI',
      'open the inspector',
      'inspect itself',
      'disable the permissions',
    ],
  },
  {
    name: 'everything',
    missing: { kernel: true, permissions: true, lockDown: true },
    rows: nodeRows.map(({ name }) => name).filter((name) => !HELD.includes(name)),
  },
];
