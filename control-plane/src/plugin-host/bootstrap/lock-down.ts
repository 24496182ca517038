import { syncBuiltinESMExports } from 'node:module';
import os from 'node:os';
import v8 from 'node:v8';
import vm from 'node:vm';

/** What Node's permission model leaves to a process that no plugin needs. Found by trying each of them. */
const PROCESS_FUNCTIONS = [
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
  'umask',
] as const;

/** A realm of `vm` has an `eval` of its own. */
const VM_FUNCTIONS = ['Script', 'compileFunction', 'runInContext', 'runInNewContext', 'runInThisContext'];

/**
 * Takes away what is left beside the permission model: signals, other users, priorities, flags of the engine, reports,
 * code made of text.
 * Like that model it stops accidents and lazy attacks; the kernel wall stops the rest.
 */
export function lockDown(): void {
  // bubblewrap leaves PWD.
  for (const name of Object.keys(process.env)) delete process.env[name];
  for (const name of PROCESS_FUNCTIONS) refuse(process, `process.${name}`, name);
  for (const name of ['getPriority', 'setPriority']) refuse(os, `os.${name}`, name);
  for (const name of VM_FUNCTIONS) refuse(vm, `vm.${name}`, name);
  refuse(v8, 'v8.setFlagsFromString', 'setFlagsFromString');
  refuse(v8, 'v8.writeHeapSnapshot', 'writeHeapSnapshot');
  refuse(v8, 'v8.setHeapSnapshotNearHeapLimit', 'setHeapSnapshotNearHeapLimit');
  Object.defineProperty(process, 'report', { value: undefined, configurable: false });
  refuseCodeOfText();
  syncBuiltinESMExports();
}

function refuse(owner: object, label: string, name: string): void {
  if (!(name in owner)) return;
  const refused = () => {
    throw Object.assign(new Error(`${label} is not available to plugins`), { code: 'ERR_ACCESS_DENIED' });
  };
  // Node itself assigns to some of them as it loads its modules, so writing is ignored and not an error.
  Object.defineProperty(owner, name, { get: () => refused, set: () => {}, configurable: false });
}

/**
 * `eval`, `Function` and the constructors of other kinds of functions. V8 has a flag for it, but Node throws its compiled
 * modules away when it is set, and every process would start 5 ms later.
 */
function refuseCodeOfText(): void {
  const refused = function () {
    throw new EvalError('Plugins cannot make code of text');
  };
  // `value instanceof Function` goes on working.
  Object.defineProperty(refused, 'prototype', { value: Function.prototype });
  for (const kind of [() => {}, async () => {}, function* () {}, async function* () {}]) {
    Object.defineProperty(Object.getPrototypeOf(kind), 'constructor', { value: refused });
  }
  for (const name of ['eval', 'Function']) Object.defineProperty(globalThis, name, { value: refused });
}
