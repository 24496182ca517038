import { dirname, join } from 'node:path';
import { parseAst } from 'rollup/parseAst';

/** What a file asks for at run time, as far as its text says it. */
export interface Analysis {
  /** Specifiers of `require` and `require.resolve`, in the order of the text. */
  required: string[];
  /** Beginnings and ends of specifiers that are put together, as in `` require(`./locale/${name}`) ``. */
  families: { start: string; end: string }[];
  /** Specifiers of `import()`. */
  imported: string[];
  /** Where each `import` of an `import()` begins. */
  dynamicImports: number[];
  /** Absolute paths of files and folders that it names from its own place, as in `join(__dirname, 'data')`. */
  files: { start: string; end: string }[];
  /** Those of `required` that it can do without: a `try` stands around each. */
  tried: Set<string>;
  /** Where it asks for a module that no text names. */
  unknown: number[];
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
    tried: new Set(),
    families: [],
    imported: [],
    dynamicImports: [],
    files: [],
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
    return found;
  }
  const needed = new Set<string>();
  const requires = new Set(['require']);
  const values = new Map<string, Node>();
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
        return deeper(values.get(node['name'] as string));
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

  const takeRequired = (argument: Node | undefined, at: number, tried: boolean): void => {
    if (argument?.type === 'ConditionalExpression') {
      takeRequired(argument['consequent'] as Node, at, tried);
      takeRequired(argument['alternate'] as Node, at, tried);
      return;
    }
    const text = evaluate(argument);
    if (text?.whole) {
      found.required.push(text.start);
      if (tried) found.tried.add(text.start);
      else needed.add(text.start);
    } else if (text && (text.placed || /^\.{1,2}\//.test(text.start)))
      found.families.push({ start: text.start, end: text.end });
    else found.unknown.push(at);
  };

  const isRequire = (node: Node): boolean =>
    (node.type === 'Identifier' && requires.has(node['name'] as string)) ||
    (node.type === 'MemberExpression' &&
      (node['object'] as Node)['name'] === 'module' &&
      (node['property'] as Node)['name'] === 'require') ||
    (node.type === 'CallExpression' && calledName(node) === 'createRequire');

  walk(program, (node) => {
    if (MODULE_SYNTAX.test(node.type) && node.type !== 'ImportExpression') found.isModule = true;
    if (node.type === 'MetaProperty' && (node['meta'] as Node)['name'] === 'import') found.isModule = true;
    if (node.type === 'VariableDeclarator' || node.type === 'AssignmentExpression') {
      const target = (node['id'] ?? node['left']) as Node;
      const value = (node['init'] ?? node['right']) as Node | null;
      if (target.type === 'Identifier' && value) {
        if (isRequire(value)) requires.add(target['name'] as string);
        else if (!values.has(target['name'] as string)) values.set(target['name'] as string, value);
      }
    }
  });
  const namesItsPlace = /\b(?:__dirname|__filename|import\.meta)\b/.test(code);
  walk(program, (node, tried) => {
    if (node.type === 'ImportExpression') {
      found.dynamicImports.push(node.start);
      const text = evaluate(node['source'] as Node);
      if (text?.whole) found.imported.push(text.start);
      return;
    }
    if (node.type === 'CallExpression') {
      const callee = node['callee'] as Node;
      const [argument] = node['arguments'] as Node[];
      const resolves =
        callee.type === 'MemberExpression' &&
        (callee['property'] as Node)['name'] === 'resolve' &&
        isRequire(callee['object'] as Node);
      if ((isRequire(callee) || resolves) && argument) takeRequired(argument, node.start, tried);
    }
    if (!namesItsPlace || !FILE_EXPRESSIONS.has(node.type)) return;
    const text = evaluate(node);
    if (text?.placed && text.start !== folder && text.start !== path)
      found.files.push({ start: text.start, end: text.whole ? '' : text.end });
  });
  for (const specifier of needed) found.tried.delete(specifier);
  return found;
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

/** @param visit is told, too, whether a `try` that catches stands around the node */
function walk(node: Node, visit: (node: Node, tried: boolean) => void, tried = false): void {
  visit(node, tried);
  for (const key in node) {
    const value = node[key];
    if (typeof value !== 'object' || value === null) continue;
    const inside = tried || (key === 'block' && node.type === 'TryStatement' && node['handler'] !== null);
    if (Array.isArray(value)) {
      for (const each of value) if (each && typeof each.type === 'string') walk(each as Node, visit, inside);
    } else if (typeof (value as Node).type === 'string') walk(value as Node, visit, inside);
  }
}
