import { readFile } from 'node:fs/promises';
import { lifecycleMethods, nearestWord } from '@plexica/registry';
import type { Plugin } from 'rollup';
import type { CodeProblem } from './code-problem.ts';
import { classesOf, type FoundClass, type FoundDefault } from './found-classes.ts';

/** Where the class is known to be wrong, and how to write it. */
const WRITE = 'export default class … extends PlexicaPlugin';

const BASES: ReadonlySet<string> = new Set(['PlexicaPlugin', 'WorkspaceAwarePlugin']);

/**
 * Checks the class that a backend's entry exports. Its errors come first: without the base class, every decorator is a
 * type error, and misspelled hooks are never called.
 *
 * @param entry absolute path of its source
 * @param onWarning gets methods whose names resemble hooks, and classes whose routes are never served
 */
export function checkPluginClass(entry: string, onWarning: (problem: CodeProblem) => void): Plugin {
  return {
    name: 'check-plugin-class',
    async moduleParsed({ ast, code, id }) {
      if (id !== entry || ast === null) return;
      const source = await readFile(id, 'utf8');
      const { classes, exported } = classesOf(ast);
      const message = wrongExport(classes, exported);
      if (message !== undefined) {
        const name = exported.kind === 'class' ? exported.found.name : undefined;
        const place = placeOf(source, name === undefined ? /\bexport\s+default\b/ : named(name));
        this.error({ message, id, loc: { file: id, line: place.line, column: place.column - 1 } });
      }
      if (exported.kind !== 'class') return;
      const warn = (pattern: RegExp, text: string): void =>
        onWarning({ file: id, ...placeOf(source, pattern), message: text });
      for (const { name } of strays(classes, exported.found)) {
        const said = `class ${name} extends PlexicaPlugin but is not the default export, so its methods are never called`;
        warn(named(name), said);
      }
      for (const method of ownMethods(classes, exported.found)) {
        const meant =
          /^on/i.test(method) && !isUsed(code ?? '', method)
            ? nearestWord(method, lifecycleMethods)
            : undefined;
        if (meant === undefined || meant === method) continue;
        const pattern = new RegExp(String.raw`\b${method.replaceAll('$', String.raw`\$`)}\s*[(=]`);
        warn(pattern, `${method}() is never called; did you mean ${meant}()?`);
      }
    },
  };
}

function wrongExport(classes: readonly FoundClass[], exported: FoundDefault): string | undefined {
  if (exported.kind === 'class') {
    const { name, parent } = exported.found;
    return parent === undefined
      ? `${name === undefined ? 'The class' : `class ${name}`} does not extend PlexicaPlugin; write \`${WRITE.replace('…', name ?? '…')}\``
      : undefined;
  }
  if (exported.kind === 'value') return `The default export is not a class; write \`${WRITE}\``;
  if (exported.kind === 'elsewhere') return undefined;
  const names = plugins(classes).map(({ name }) => name);
  if (names.length === 0) return `The default export is missing; write \`${WRITE}\``;
  if (names.length === 1)
    return `class ${names[0]} is not the default export; write \`export default class ${names[0]} extends …\``;
  return `None of the classes ${names.join(', ')} is the default export; write \`export default\` before one of them`;
}

/** Classes that extend a base class of the SDK and that no other class here extends. */
function plugins(classes: readonly FoundClass[]): FoundClass[] {
  const parents = new Set(classes.map(({ parent }) => parent));
  return classes.filter(({ name, parent }) => BASES.has(parent ?? '') && !parents.has(name));
}

function strays(classes: readonly FoundClass[], exported: FoundClass): FoundClass[] {
  const lineage = lineageOf(classes, exported);
  return plugins(classes).filter((found) => !lineage.includes(found));
}

function ownMethods(classes: readonly FoundClass[], exported: FoundClass): string[] {
  return [...new Set(lineageOf(classes, exported).flatMap(({ methods }) => methods))];
}

/** A class and its base classes in the same file. */
function lineageOf(classes: readonly FoundClass[], exported: FoundClass): FoundClass[] {
  const lineage = [exported];
  for (let next: FoundClass | undefined = exported; next !== undefined;) {
    const { parent }: FoundClass = next;
    next = parent === undefined ? undefined : classes.find(({ name }) => name === parent);
    if (next === undefined || lineage.includes(next)) break;
    lineage.push(next);
  }
  return lineage;
}

/** Whether a method has a decorator, or is called by name. */
function isUsed(code: string, method: string): boolean {
  return code.includes(`, "${method}", `) || code.includes(`.${method}(`);
}

function named(name: string | undefined): RegExp {
  return new RegExp(String.raw`\bclass\s+${(name ?? '').replaceAll('$', String.raw`\$`)}\b`);
}

function placeOf(source: string, pattern: RegExp): { line: number; column: number } {
  const index = Math.max(0, source.search(pattern));
  const before = source.slice(0, index).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
