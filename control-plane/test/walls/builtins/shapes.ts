import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Modules of which something is replaced. */
const MODULES = ['process', 'os', 'v8', 'vm', 'module'];

/**
 * Source of an expression: for each property of these modules of which kind it is, whether it can be assigned to, defined
 * anew and found by a loop, and for a function its name and length.
 */
export const SHAPES_SOURCE = `Object.fromEntries(${JSON.stringify(MODULES)}.flatMap((name) => {
  const owner = process.getBuiltinModule('node:' + name);
  return Object.entries(Object.getOwnPropertyDescriptors(owner)).map(([key, property]) => {
    const { writable = property.set !== undefined, enumerable, configurable } = property;
    const value = property.get ? owner[key] : property.value;
    const named = typeof value === 'function' ? [value.name, value.length, Symbol.toPrimitive in value] : [];
    return [name + '.' + key, [typeof value, writable, enumerable, configurable, ...named].join(' ')];
  });
}))`;

export type Shapes = Record<string, string>;

/** What it is where nothing is replaced. */
export async function shapesOfNode(): Promise<Shapes> {
  const flags = ['--permission', '--no-addons', '--no-warnings'];
  const { stdout } = await promisify(execFile)(process.execPath, [
    ...flags,
    '-p',
    `JSON.stringify(${SHAPES_SOURCE})`,
  ]);
  const { 'process._eval': _text, 'process._print_eval': _printed, ...shapes } = JSON.parse(stdout) as Shapes;
  return shapes;
}
