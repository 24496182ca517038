import type { ProgramNode } from 'rollup';

/** A class of a module. */
export interface FoundClass {
  name: string | undefined;
  /** Name of the class that it extends: `?` if it is not a plain name, absent if it extends none. */
  parent: string | undefined;
  /** Names of its methods and fields. */
  methods: string[];
}

/** What a module exports as default. */
export type FoundDefault =
  | { kind: 'class'; found: FoundClass }
  /** It comes from another module, or a call returns it. */
  | { kind: 'elsewhere' }
  /** It is certainly not a class. */
  | { kind: 'value' }
  | { kind: 'none' };

/** The parts of ESTree (github.com/estree/estree) that are looked at. */
interface Node {
  type: string;
  name?: string;
  value?: unknown;
  id?: Node | null;
  superClass?: Node | null;
  body?: Node | Node[];
  key?: Node;
  declaration?: Node | null;
  declarations?: Node[];
  init?: Node | null;
  specifiers?: Node[];
  exported?: Node;
  local?: Node;
  source?: Node | null;
  expressions?: Node[];
  right?: Node;
  static?: boolean;
}

/** The classes at the top of a module, whose decorators esbuild has lowered. */
export function classesOf(program: ProgramNode): { classes: FoundClass[]; exported: FoundDefault } {
  const byName = new Map<string, Node>();
  let exported: Node | 'elsewhere' | undefined;
  for (const node of (program as unknown as { body: Node[] }).body) {
    const declared = node.declaration ?? node;
    if (declared.type === 'ClassDeclaration' && declared.id?.name) byName.set(declared.id.name, declared);
    for (const { id, init } of declared.declarations ?? []) if (id?.name && init) byName.set(id.name, init);
    if (node.type === 'ExportDefaultDeclaration') exported = declared;
    if (node.type !== 'ExportNamedDeclaration') continue;
    const specifier = node.specifiers?.find(({ exported: as }) => (as?.name ?? as?.value) === 'default');
    if (specifier !== undefined) exported = node.source ? 'elsewhere' : specifier.local;
  }
  const found = new Map<Node, FoundClass>();
  for (const [name, node] of byName) if (isClass(node)) found.set(node, toFound(node, name));
  return { classes: [...found.values()], exported: toDefault(exported, byName, found) };
}

function toDefault(
  exported: Node | 'elsewhere' | undefined,
  byName: ReadonlyMap<string, Node>,
  found: ReadonlyMap<Node, FoundClass>,
): FoundDefault {
  if (exported === undefined) return { kind: 'none' };
  if (exported === 'elsewhere') return { kind: 'elsewhere' };
  const node = exported.type === 'Identifier' ? byName.get(exported.name ?? '') : exported;
  if (node === undefined) return { kind: 'elsewhere' };
  if (isClass(node)) return { kind: 'class', found: found.get(node) ?? toFound(node, node.id?.name) };
  const values = [
    'ObjectExpression',
    'ArrayExpression',
    'Literal',
    'TemplateLiteral',
    'ArrowFunctionExpression',
  ];
  return {
    kind: [...values, 'FunctionDeclaration', 'FunctionExpression', 'NewExpression'].includes(node.type)
      ? 'value'
      : 'elsewhere',
  };
}

function isClass({ type }: Node): boolean {
  return type === 'ClassDeclaration' || type === 'ClassExpression';
}

function toFound(node: Node, name: string | undefined): FoundClass {
  const members = (node.body as Node | undefined)?.body;
  return {
    name,
    parent: node.superClass ? parentName(node.superClass) : undefined,
    methods: (Array.isArray(members) ? members : [])
      .filter(
        ({ type, static: isStatic, key }) =>
          !isStatic && /^(Method|Property)/.test(type) && key?.name !== undefined,
      )
      .map(({ key }) => key?.name ?? '')
      .filter((method) => method !== 'constructor'),
  };
}

/** Of a decorated class esbuild writes `extends (_a = Parent, …, _a)`. */
function parentName(node: Node): string {
  if (node.type === 'SequenceExpression')
    return node.expressions?.[0] ? parentName(node.expressions[0]) : '?';
  if (node.type === 'AssignmentExpression') return node.right ? parentName(node.right) : '?';
  return node.type === 'Identifier' ? (node.name ?? '?') : '?';
}
