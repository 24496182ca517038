import { dirname, join } from 'node:path';
import { parseAst } from 'rollup/parseAst';

/** A place that looks for a module or a file whose name only a run tells. */
export interface LookUp {
  what: 'module' | 'file';
  /** Offsets of the call. */
  start: number;
  end: number;
  /** Whether it runs only where something calls or chooses it, not whenever the file is loaded. */
  isLate: boolean;
  /** Whether the code goes on without it: a `try` stands around it, or a `.catch()` behind it. */
  isTried: boolean;
}

/** What a file asks for at run time, as far as its text says it. */
export interface Analysis {
  /** Specifiers of `require` and `require.resolve`, in the order of the text. */
  required: string[];
  /** Beginnings and ends of specifiers that are put together, as in `` require(`./locale/${name}`) ``. */
  families: { start: string; end: string; lookUp: LookUp }[];
  /** Specifiers of `import()`. */
  imported: string[];
  /** Where each `import` of an `import()` begins. */
  dynamicImports: number[];
  /** Absolute paths of files and folders that it names from its own place, as in `join(__dirname, 'data')`. */
  files: { start: string; end: string }[];
  /** Those that it reads, or whose names it lists. */
  reads: { start: string; end: string; lists: boolean; lookUp: LookUp }[];
  /** Those of `required` that it needs to be loaded: no function and no `try` stands around them. */
  eager: Set<string>;
  /** Where it asks for a module that no text names. */
  unknown: LookUp[];
  /** Whether it has `import` or `export`, which only modules have. */
  isModule: boolean;
}

type Node = { type: string; start: number; end: number } & Record<string, unknown>;

/** A value as far as it is known: its beginning and its end. Both are all of it where nothing lies between. */
interface Text {
  start: string;
  end: string;
  whole: boolean;
  /** Whether it begins with where the file itself lies. */
  placed: boolean;
}

const WHOLE = (text: string, placed = false): Text => ({ start: text, end: text, whole: true, placed });
const MODULE_SYNTAX = /^(?:Import(?:Declaration|Expression)|Export)/;

/**
 * Reads a file in Node's own terms. It finds too much rather than too little: what is not there, or not needed, costs
 * nothing when it is not asked for.
 *
 * @param path absolute
 */
export function analyse(code: string, path: string): Analysis {
  const found: Analysis = {
    required: [],
    eager: new Set(),
    families: [],
    imported: [],
    dynamicImports: [],
    files: [],
    reads: [],
    unknown: [],
    isModule: false,
  };
  let program: Node;
  try {
    program = parseAst(code, { allowReturnOutsideFunction: true }) as unknown as Node;
  } catch {
    // Sloppy code, which only CommonJS may be: octal numbers, `with`.
    for (const [, , specifier] of code.matchAll(/\brequire\(\s*(['"])([^'"]+)\1\s*\)/g))
      found.required.push(specifier as string);
    for (const specifier of found.required) found.eager.add(specifier);
    return found;
  }
  const requires = new Set(['require']);
  const values = new Map<string, Node>();
  const parameters = new Set<Node>();
  const folder = dirname(path);

  const known = new Map<Node, Text | undefined>();
  const evaluate = (node: Node | undefined): Text | undefined => {
    if (!node) return undefined;
    if (!known.has(node)) {
      // A name may be made of itself.
      known.set(node, undefined);
      known.set(node, valueOf(node));
    }
    return known.get(node);
  };
  const deeper = (inner: unknown): Text | undefined => evaluate(inner as Node);
  const valueOf = (node: Node): Text | undefined => {
    switch (node.type) {
      case 'Literal':
        return typeof node['value'] === 'string' ? WHOLE(node['value']) : undefined;
      case 'Identifier': {
        if (node['name'] === '__dirname') return WHOLE(folder, true);
        if (node['name'] === '__filename') return WHOLE(path, true);
        return parameters.has(node) ? undefined : deeper(values.get(node['name'] as string));
      }
      case 'MemberExpression': {
        const property = (node['property'] as Node)['name'];
        if ((node['object'] as Node).type !== 'MetaProperty') return undefined;
        if (property === 'dirname') return WHOLE(folder, true);
        return property === 'filename' || property === 'url' ? WHOLE(path, true) : undefined;
      }
      case 'TemplateLiteral': {
        const quasis = node['quasis'] as { value: { cooked: string } }[];
        const parts: (Text | undefined)[] = [];
        for (const [index, quasi] of quasis.entries()) {
          parts.push(WHOLE(quasi.value.cooked));
          if (index < quasis.length - 1) parts.push(deeper((node['expressions'] as Node[])[index]));
        }
        return joined(parts);
      }
      case 'BinaryExpression':
        return node['operator'] === '+' ? joined([deeper(node['left']), deeper(node['right'])]) : undefined;
      case 'CallExpression': {
        const name = calledName(node);
        const args = node['arguments'] as Node[];
        if (name === 'dirname') {
          const inner = deeper(args[0]);
          return inner?.whole ? WHOLE(dirname(inner.start), inner.placed) : undefined;
        }
        if (name === 'fileURLToPath') return deeper(args[0]);
        if (name !== 'join' && name !== 'resolve') return undefined;
        const parts = args.map((argument) => deeper(argument));
        const first = parts[0];
        if (!first?.whole) return undefined;
        const text = joined(parts.flatMap((part, index) => (index === 0 ? [part] : [WHOLE('/'), part])));
        return text?.whole
          ? WHOLE(join(text.start), text.placed)
          : text && { ...text, start: join(text.start) };
      }
      case 'NewExpression': {
        const [relative, base] = node['arguments'] as Node[];
        if ((node['callee'] as Node)['name'] !== 'URL' || !isOwnUrl(base)) return undefined;
        const text = deeper(relative);
        if (!text || text.placed || !/^[\w.]/.test(text.start) || /^[a-z]+:/.test(text.start))
          return undefined;
        const start = join(folder, text.start);
        return text.whole ? WHOLE(start, true) : { ...text, start, placed: true };
      }
      default:
        return undefined;
    }
  };

  const takeRequired = (argument: Node, call: Node, around: Around, isKnown: boolean): void => {
    if (argument.type === 'ConditionalExpression' || argument.type === 'LogicalExpression') {
      takeRequired((argument['consequent'] ?? argument['left']) as Node, call, around, isKnown);
      takeRequired((argument['alternate'] ?? argument['right']) as Node, call, around, isKnown);
      return;
    }
    const text = evaluate(argument);
    if (text?.whole) {
      found.required.push(text.start);
      if (!around.tried && !around.inFunction) found.eager.add(text.start);
    } else if (text && (text.placed || /^\.{1,2}\//.test(text.start)))
      found.families.push({ start: text.start, end: text.end, lookUp: lookUpOf('module', call, around) });
    else if (argument.type !== 'Literal' && !isKnown) found.unknown.push(lookUpOf('module', call, around));
  };

  const isRequire = (node: Node): boolean =>
    (node.type === 'Identifier' && requires.has(node['name'] as string)) ||
    (node.type === 'MemberExpression' &&
      (node['object'] as Node)['name'] === 'module' &&
      (node['property'] as Node)['name'] === 'require') ||
    (node.type === 'CallExpression' && calledName(node) === 'createRequire');

  let hasOwnRequire = false;
  walk(program, (node, { names }) => {
    if (MODULE_SYNTAX.test(node.type) && node.type !== 'ImportExpression') found.isModule = true;
    if (node.type === 'MetaProperty' && (node['meta'] as Node)['name'] === 'import') found.isModule = true;
    if (node.type === 'Identifier' && names.has(node['name'] as string)) parameters.add(node);
    if (node.type === 'FunctionDeclaration' && (node['id'] as Node | null)?.['name'] === 'require')
      hasOwnRequire = true;
    if (node.type === 'VariableDeclarator' || node.type === 'AssignmentExpression') {
      const target = (node['id'] ?? node['left']) as Node;
      const value = (node['init'] ?? node['right']) as Node | null;
      if (target.type === 'Identifier' && value) {
        if (isRequire(value)) requires.add(target['name'] as string);
        else if (target['name'] === 'require') hasOwnRequire = true;
        else if (!values.has(target['name'] as string)) values.set(target['name'] as string, value);
      }
    }
  });
  /** Whether `require` is that of a bundler within the file, which has what it asks for. */
  const isBundled = (callee: Node): boolean =>
    callee['name'] === 'require' && (hasOwnRequire || parameters.has(callee));

  const namesItsPlace = /\b(?:__dirname|__filename|import\.meta)\b/.test(code);
  walk(program, (node, around) => {
    if (node.type === 'ImportExpression') {
      found.dynamicImports.push(node.start);
      const text = evaluate(node['source'] as Node);
      if (text?.whole) found.imported.push(text.start);
      else if (!/^(?:node|data):/.test(text?.start ?? ''))
        found.unknown.push(lookUpOf('module', node, around));
      return;
    }
    if (node.type === 'CallExpression') {
      const callee = node['callee'] as Node;
      const [argument] = node['arguments'] as Node[];
      const asks =
        callee.type === 'MemberExpression' && (callee['property'] as Node)['name'] === 'resolve'
          ? (callee['object'] as Node)
          : callee;
      // `require.resolve` loads nothing: what it finds is loaded elsewhere.
      const isKnown = asks !== callee || isBundled(asks);
      if (isRequire(asks) && argument) takeRequired(argument, node, around, isKnown);
      const name = calledName(node) as string;
      const text = namesItsPlace && READS.test(name) ? evaluate(argument) : undefined;
      if (text?.placed)
        found.reads.push({
          start: text.start,
          end: text.whole ? '' : text.end,
          lists: !name.endsWith('Stream') && !name.startsWith('readFile'),
          lookUp: lookUpOf('file', node, around),
        });
    }
    if (!namesItsPlace || !FILE_EXPRESSIONS.has(node.type)) return;
    const text = evaluate(node);
    if (text?.placed && text.start !== folder && text.start !== path)
      found.files.push({ start: text.start, end: text.whole ? '' : text.end });
  });
  return found;
}

const READS = /^(?:createReadStream|(?:opendir|readFile|readdir)(?:Sync)?)$/;

function lookUpOf(what: LookUp['what'], { start, end }: Node, around: Around): LookUp {
  return { what, start, end, isLate: around.inFunction || around.inChoice, isTried: around.tried };
}

const FILE_EXPRESSIONS = new Set(['BinaryExpression', 'TemplateLiteral', 'CallExpression', 'NewExpression']);

function isOwnUrl(node: Node | undefined): boolean {
  return (
    node?.type === 'MemberExpression' &&
    (node['object'] as Node).type === 'MetaProperty' &&
    (node['property'] as Node)['name'] === 'url'
  );
}

function calledName(call: Node): unknown {
  const callee = call['callee'] as Node;
  return callee.type === 'MemberExpression' ? (callee['property'] as Node)['name'] : callee['name'];
}

function joined(parts: readonly (Text | undefined)[]): Text | undefined {
  const firstGap = parts.findIndex((part) => !part?.whole);
  const placed = parts[0]?.placed === true;
  if (firstGap === -1) return WHOLE(parts.map((part) => part?.start).join(''), placed);
  const lastGap = parts.findLastIndex((part) => !part?.whole);
  const text = (some: readonly (Text | undefined)[]): string => some.map((part) => part?.start).join('');
  const start = text(parts.slice(0, firstGap)) + (parts[firstGap]?.start ?? '');
  const end = (parts[lastGap]?.end ?? '') + text(parts.slice(lastGap + 1));
  return start === '' ? undefined : { start, end, whole: false, placed };
}

/** What stands around a node. */
interface Around {
  /** A `try` that catches, or a `.catch()` behind it. */
  tried: boolean;
  /** A function that is not called where it stands. */
  inFunction: boolean;
  /** `if` and its like. */
  inChoice: boolean;
  /** Names of the parameters of all functions around it. */
  names: ReadonlySet<string>;
}

const NOWHERE: Around = { tried: false, inFunction: false, inChoice: false, names: new Set() };
const CHOICES = /^(?:consequent|alternate|cases|right)$/;

function walk(node: Node, visit: (node: Node, around: Around) => void, around: Around = NOWHERE): void {
  visit(node, around);
  for (const key in node) {
    const value = node[key];
    if (typeof value !== 'object' || value === null) continue;
    const within = inside(node, key, around);
    if (Array.isArray(value)) {
      for (const each of value) if (each && typeof each.type === 'string') walk(each as Node, visit, within);
    } else if (typeof (value as Node).type === 'string') walk(value as Node, visit, within);
  }
}

function inside(node: Node, key: string, around: Around): Around {
  if (node.type === 'TryStatement')
    return key === 'block' && node['handler'] !== null ? { ...around, tried: true } : around;
  if (/^(?:If|Conditional|Logical|Switch)/.test(node.type))
    return CHOICES.test(key) ? { ...around, inChoice: true } : around;
  if (/Function/.test(node.type)) {
    const parameters = node['params'] as Node[];
    const names = parameters.length === 0 ? around.names : new Set(around.names);
    for (const parameter of parameters) addNames(parameter, names as Set<string>);
    return { ...around, inFunction: around.inFunction || !CALLED.has(node), names };
  }
  if (node.type !== 'CallExpression' || key !== 'callee') return around;
  const callee = node['callee'] as Node;
  const object = callee.type === 'MemberExpression' ? (callee['object'] as Node) : callee;
  const method = callee === object ? undefined : (callee['property'] as Node)['name'];
  // `(function () { … })()`, also with a given `this`, runs where it stands.
  if (method === undefined || method === 'call' || method === 'apply') CALLED.add(object);
  return method === 'catch' ? { ...around, tried: true } : around;
}

const CALLED = new WeakSet<Node>();

/** Names that a parameter binds. */
function addNames(pattern: Node | null, names: Set<string>): void {
  if (pattern === null) return;
  if (pattern.type === 'Identifier') names.add(pattern['name'] as string);
  for (const key of ['left', 'argument', 'value'])
    if (typeof pattern[key] === 'object') addNames(pattern[key] as Node | null, names);
  for (const each of (pattern['properties'] ?? pattern['elements'] ?? []) as Node[]) addNames(each, names);
}
