import { readFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { refusedModules } from '@plexica/registry';
import type { Plugin, ProgramNode } from 'rollup';

/** A node of the tree, as far as imports go. */
interface Node {
  type: string;
  source?: { type: string; value?: unknown } | null;
  specifiers?: { type: string; imported?: { name?: string } }[];
  callee?: { type: string; name?: string };
  arguments?: { type: string; value?: unknown }[];
}

/**
 * Refuses imports of Node's modules that do not work in the sandbox, in the plugin's own code. Packages can import them,
 * because many never use them.
 *
 * @param isOwn whether a file is the plugin's own, by its absolute path
 */
export function refuseOwnImports(isOwn: (file: string) => boolean): Plugin {
  return {
    name: 'refuse-own-imports',
    async moduleParsed({ id, ast }) {
      if (ast === null || !isOwn(id)) return;
      const specifier = firstRefused(ast);
      if (specifier === undefined) return;
      const { line, column } = placeOf(specifier, await readFile(id, 'utf8'));
      this.error({ id, loc: { file: id, line, column }, message: refusedImport(specifier) as string });
    },
  };
}

/** The message for a module of Node that does not work in the sandbox; `undefined` for other modules. */
export function refusedImport(specifier: string): string | undefined {
  const refused = isBuiltin(specifier) ? refusedModules[nameOf(specifier)] : undefined;
  return refused && `"${specifier}" does not work in a plugin; ${refused.instead}`;
}

/** The specifier of the first import that is refused. */
function firstRefused(ast: ProgramNode): string | undefined {
  let found: string | undefined;
  const look = (node: Node): void => {
    if (found !== undefined) return;
    const specifier = specifierOf(node);
    if (specifier !== undefined && isRefused(specifier, node)) found = specifier;
    for (const value of Object.values(node)) {
      for (const child of Array.isArray(value) ? value : [value]) {
        if (typeof (child as Node | null)?.type === 'string') look(child as Node);
      }
    }
  };
  look(ast);
  return found;
}

function specifierOf({ type, source, callee, arguments: words }: Node): string | undefined {
  const named =
    type === 'CallExpression' && callee?.type === 'Identifier' && callee.name === 'require'
      ? words?.[0]
      : source;
  return typeof named?.value === 'string' ? named.value : undefined;
}

function isRefused(specifier: string, { type, specifiers }: Node): boolean {
  const refused = isBuiltin(specifier) ? refusedModules[nameOf(specifier)] : undefined;
  if (refused === undefined) return false;
  const { harmless = [] } = refused;
  const named = type === 'ImportDeclaration' ? (specifiers ?? []) : [];
  return named.length === 0 || !named.every(({ imported }) => harmless.includes(imported?.name ?? ''));
}

function nameOf(specifier: string): string {
  return specifier.replace(/^node:/, '');
}

/** Finds the specifier in the source, because the parsed code differs from it. Line from 1, column from 0. */
function placeOf(specifier: string, source: string): { line: number; column: number } {
  const at = Math.max(source.indexOf(`'${specifier}'`), source.indexOf(`"${specifier}"`), 0);
  const before = source.slice(0, at).split('\n');
  return { line: before.length, column: (before.at(-1) as string).length };
}
