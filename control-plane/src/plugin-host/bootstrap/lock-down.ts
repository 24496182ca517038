import { syncBuiltinESMExports } from 'node:module';
import os from 'node:os';
import v8 from 'node:v8';
import vm from 'node:vm';
import { refuse, replace } from './replace.ts';
import { standInForMachine } from './stand-ins.ts';

/** Functions that Node's permission model allows but no plugin needs, by module. Found by trying each of them. */
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
 * Removes what the permission model leaves open: signals, other users, priorities, engine flags, reports, code from
 * strings, and details of the machine. Like that model, it stops accidents and simple attacks; the kernel wall stops
 * the rest.
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
 * Node itself asks node:vm once for the global object of another realm to get unmodified primordials, for example when
 * a piped stream ends. It gets the global object of this realm, which the plugin has anyway.
 */
function giveOwnRealm(): void {
  const { runInNewContext: refused } = vm;
  const runInNewContext = function (...[code, context, ...options]: Parameters<typeof refused>): unknown {
    return code === 'this' && context === undefined ? globalThis : refused(code, context, ...options);
  };
  replace(vm, 'runInNewContext', runInNewContext);
}

/**
 * Removes `eval`, `Function` and the constructors of other kinds of functions before a bundle is loaded. V8 has a flag
 * for this, but with it Node discards its compiled modules, and every process starts 5 ms later.
 *
 * @param reason for the error message
 */
export function refuseCodeOfText(reason: string): void {
  const refused = function () {
    throw new EvalError(reason);
  };
  // Keeps `value instanceof Function` working.
  Object.defineProperty(refused, 'prototype', { value: Function.prototype });
  for (const kind of [() => {}, async () => {}, function* () {}, async function* () {}]) {
    Object.defineProperty(Object.getPrototypeOf(kind), 'constructor', { value: refused });
  }
  for (const name of ['eval', 'Function']) Object.defineProperty(globalThis, name, { value: refused });
}
