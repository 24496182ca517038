import { readFileSync } from 'node:fs';
import { relative, sep } from 'node:path';
import type { Plugin } from 'rollup';
import { parseAst } from 'rollup/parseAst';

/** Where a bundle makes a function of text. */
export interface CodeSite {
  /** Name of the package; `undefined` in the plugin's own code. */
  package: string | undefined;
  /** Absolute path of the file. */
  file: string;
  /** Counted from 1. */
  line: number;
}

/** A quick check that finds every place that the parser finds below, and more. */
const POSSIBLE = /\b(?:Function|eval)\b/;

/** Packages of which only one function creates code. They need the access only if the plugin's own code names it. */
const ONE_FUNCTION: Readonly<Record<string, RegExp>> = {
  lodash: /\btemplate\b/,
  underscore: /\btemplate\b/,
};

/** Packages that create code only on old versions of Node, without `Function.prototype.bind`. */
const NEVER_NEEDED: ReadonlySet<string> = new Set(['function-bind']);

/**
 * Finds code that creates functions from text: `eval(…)`, `Function(…)`, `new Function(…)` and `Function.apply(…)`, in
 * the part of each module that is in the bundle. Ignores code that handles the failure (in a `try` that does not throw
 * again, in a `catch`, behind a `typeof x`), and constant text such as `Function('return this')`.
 *
 * @param found gets one site for each package, and for each file of the plugin's own
 * @param isOwn whether a file is the plugin's own
 */
export function findCodeGeneration(found: CodeSite[], isOwn: (file: string) => boolean): Plugin {
  return {
    name: 'find-code-generation',
    generateBundle(_options, bundle) {
      const left = Object.values(bundle).flatMap((output) =>
        output.type === 'chunk'
          ? Object.entries(output.modules).map(([file, { code }]) => ({ file, code: code ?? '' }))
          : [],
      );
      // CommonJS is no module of the bundle: all of each file is kept.
      const commonJs = this.getWatchFiles()
        .filter((file) => /\.c?js$/.test(file) && this.getModuleInfo(file) === null)
        .sort()
        .map((file) => ({ file, code: readFileSync(file, 'utf8') }));
      const own = left.filter(({ file }) => isOwn(file));
      const seen = new Set<string>();
      for (const { file, code } of [...left, ...commonJs]) {
        if (file.startsWith('\0') || !POSSIBLE.test(code)) continue;
        const name = isOwn(file) ? undefined : packageOf(file);
        if (seen.has(name ?? file) || NEVER_NEEDED.has(name ?? '')) continue;
        const part = ONE_FUNCTION[name ?? ''];
        if (part !== undefined && !own.some((each) => part.test(each.code))) continue;
        const line = lineOf(file, code);
        if (line === undefined) continue;
        seen.add(name ?? file);
        found.push({ package: name, file, line });
      }
    },
  };
}

/** `ajv`, `@scope/name`: of the innermost `node_modules`. */
function packageOf(file: string): string | undefined {
  const inside = file.split(sep).join('/').split('/node_modules/').at(-1);
  return inside === undefined || inside === file
    ? undefined
    : inside.split('/', inside.startsWith('@') ? 2 : 1).join('/');
}

/** @param code what is left of the file in the bundle; TypeScript is only found there */
function lineOf(file: string, code: string): number | undefined {
  if (firstSite(code) === undefined) return undefined;
  const source = readFileSync(file, 'utf8');
  const at = (/\.[cm]?js$/.test(file) ? firstSite(source) : undefined) ?? source.search(POSSIBLE);
  return source.slice(0, Math.max(at, 0)).split('\n').length;
}

interface Node {
  type: string;
  start: number;
  [key: string]: unknown;
}

/** Offset of the first one; `undefined` where there is none, or what cannot be read. */
function firstSite(code: string): number | undefined {
  let ast: Node;
  try {
    ast = parseAst(code, { allowReturnOutsideFunction: true }) as unknown as Node;
  } catch {
    return undefined;
  }
  return siteIn(ast);
}

function siteIn(node: Node): number | undefined {
  if (makesCode(node)) return node.start;
  for (const child of unguarded(node)) {
    const site = siteIn(child);
    if (site !== undefined) return site;
  }
  return undefined;
}

/** The children of a node that run without anything to fall back on. */
function unguarded(node: Node): Node[] {
  const guarded =
    (node.type === 'TryStatement' &&
      isNode(node['handler']) &&
      !contains(node['handler'], 'ThrowStatement')) ||
    (/^(?:If|Conditional)/.test(node.type) && contains(node['test'] as Node, 'UnaryExpression', 'typeof'));
  return Object.entries(node).flatMap(([key, value]) => {
    if (key === 'handler' || (guarded && /^(?:block|consequent|alternate)$/.test(key))) return [];
    return (Array.isArray(value) ? value : [value]).filter(isNode);
  });
}

function makesCode(node: Node): boolean {
  if (node.type !== 'CallExpression' && node.type !== 'NewExpression') return false;
  const callee = node['callee'] as Node;
  const words = node['arguments'] as Node[];
  if (words.every(({ type }) => type === 'Literal')) return false;
  if (callee.type === 'SequenceExpression')
    return isNamed((callee['expressions'] as Node[]).at(-1), ['eval']);
  if (callee.type !== 'MemberExpression') return isNamed(callee, ['Function', 'eval']);
  return isNamed(callee['object'], ['Function']) && isNamed(callee['property'], ['apply', 'call']);
}

function isNamed(node: unknown, names: readonly string[]): boolean {
  return isNode(node) && node.type === 'Identifier' && names.includes(node['name'] as string);
}

function contains(node: Node, type: string, operator?: string): boolean {
  if (node.type === type && (operator === undefined || node['operator'] === operator)) return true;
  return Object.values(node).some((value) =>
    (Array.isArray(value) ? value : [value]).some(
      (child) => isNode(child) && contains(child, type, operator),
    ),
  );
}

function isNode(value: unknown): value is Node {
  return typeof (value as Node | null)?.type === 'string';
}

/** What is told of each, in a build whose manifest does not ask for it. */
export function codeWarning(folder: string, { package: name, file, line }: CodeSite): string {
  const place = `${relative(folder, file).split(sep).join('/')}:${line}`;
  return (
    `${name ?? 'Your code'} generates code at run time with eval or new Function (${place}). Plugins can do this only with ` +
    '"access": { "codeGeneration": true } in plexica.json, which must be accepted at installation.'
  );
}
