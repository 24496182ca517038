import { syncBuiltinESMExports } from 'node:module';
import os from 'node:os';
import v8 from 'node:v8';
import vm from 'node:vm';
import { refuse, replace } from './replace.ts';
import { standInForMachine } from './stand-ins.ts';

/** What Node's permission model leaves to a process that no plugin needs, by its module. Found by trying each of them. */
export const REFUSED = {
  process: [
    '_debugEnd',
    '_debugProcess',
    '_getActiveHandles',
    '_getActiveRequests',
    '_kill',
    '_linkedBinding',
    '_rawDebug',
    '_startProfilerIdleNotifier',
    '_stopProfilerIdleNotifier',
    'abort',
    'binding',
    'chdir',
    'dlopen',
    'execve',
    'initgroups',
    'kill',
    'loadEnvFile',
    'openStdin',
    'setegid',
    'seteuid',
    'setgid',
    'setgroups',
    'setuid',
  ],
  os: ['getPriority', 'setPriority'],
  // Flags of the engine, and files that it writes.
  v8: [
    'setFlagsFromString',
    'setHeapProfileNearHeapLimit',
    'setHeapSnapshotNearHeapLimit',
    'writeHeapSnapshot',
  ],
  // A realm has an `eval` of its own.
  vm: [
    'Script',
    'compileFunction',
    'createContext',
    'createScript',
    'runInContext',
    'runInNewContext',
    'runInThisContext',
  ],
} as const;

/**
 * Takes away what is left beside the permission model: signals, other users, priorities, flags of the engine, reports,
 * code made of text, and what tells of the machine.
 * Like that model it stops accidents and lazy attacks; the kernel wall stops the rest.
 */
export function lockDown(): void {
  // bubblewrap leaves PWD.
  for (const name of Object.keys(process.env)) delete process.env[name];
  for (const [label, owner] of Object.entries({ process, os, v8, vm })) {
    for (const name of REFUSED[label as keyof typeof REFUSED]) refuse(owner, `${label}.${name}`, name);
  }
  giveOwnRealm();
  standInForMachine();
  syncBuiltinESMExports();
}

/**
 * Node itself asks node:vm once for the global object of another realm, to have expressions that nobody has changed: as a
 * stream that is piped ends, for one. It gets that of this realm, which the plugin has anyway.
 */
function giveOwnRealm(): void {
  const { runInNewContext: refused } = vm;
  const runInNewContext = function (...[code, context, ...options]: Parameters<typeof refused>): unknown {
    return code === 'this' && context === undefined ? globalThis : refused(code, context, ...options);
  };
  replace(vm, 'runInNewContext', runInNewContext);
}

/**
 * Takes `eval`, `Function` and the constructors of other kinds of functions from a bundle, before it is loaded. V8 has a
 * flag for it, but Node throws its compiled modules away when it is set, and every process would start 5 ms later.
 *
 * @param reason why, for whoever reads the error
 */
export function refuseCodeOfText(reason: string): void {
  const refused = function () {
    throw new EvalError(reason);
  };
  // `value instanceof Function` goes on working.
  Object.defineProperty(refused, 'prototype', { value: Function.prototype });
  for (const kind of [() => {}, async () => {}, function* () {}, async function* () {}]) {
    Object.defineProperty(Object.getPrototypeOf(kind), 'constructor', { value: refused });
  }
  for (const name of ['eval', 'Function']) Object.defineProperty(globalThis, name, { value: refused });
}
