import { join } from 'node:path';
import { call, json, type Hosted } from '../../plugin-host/hosted.ts';

/** What was there when somebody looked last. */
export const NAMES = join(import.meta.dirname, 'names.txt');

/**
 * Source of an expression: names of what each module of Node offers, and of the methods of its classes, as lines of text.
 * Numbers and texts are left out, since nothing can be done with them.
 */
const NAMES_SOURCE = `(() => {
  const { builtinModules } = process.getBuiltinModule('node:module');
  const isPower = ({ get, value }) => get !== undefined || typeof value === 'function' || (typeof value === 'object' && value !== null);
  const namesOf = (owner) => Object.entries(Object.getOwnPropertyDescriptors(owner)).filter(([, property]) => isPower(property));
  const lines = [];
  const add = (label, owner) => {
    const names = namesOf(owner).map(([name]) => name).filter((name) => name !== 'prototype' && name !== 'constructor');
    if (names.length > 0) lines.push(label + ': ' + names.sort().join(' '));
  };
  const addAll = (label, owner) => {
    add(label, owner);
    for (const [name, { value }] of namesOf(owner)) {
      if (typeof value === 'function' && /^[A-Z]/.test(name) && value.prototype) add(label + '.' + name + '.prototype', value.prototype);
    }
  };
  for (const name of builtinModules) {
    const module = process.getBuiltinModule(name.startsWith('node:') ? name : 'node:' + name);
    if (module === undefined) lines.push(name + ' is absent');
    else addAll(name, module);
  }
  add('process.prototype', Object.getPrototypeOf(process));
  addAll('globalThis', globalThis);
  return [...new Set(lines)].sort().join('\\n') + '\\n';
})()`;

/** @returns a line for each module and each class of it */
export async function namesInSandbox(hosted: Hosted): Promise<string> {
  const target = await hosted.plugin(`names() { return ${NAMES_SOURCE}; }`);
  return (await json(await hosted.host.call(target, call('names')))) as string;
}
