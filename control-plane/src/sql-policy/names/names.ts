import { BUILT_IN_FUNCTIONS, BUILT_IN_TYPES } from './built-in-names.ts';
import { FUNCTIONS } from './functions.ts';
import { takesNameAlone } from './name-arguments.ts';
import { OPERATORS } from './operators.ts';
import { Refused } from '../tree/refused.ts';
import { TYPES } from './types.ts';
import { type Rule, inside, names } from '../tree/walk.ts';

/** Prefix of the tables, functions and types of PostgreSQL. Array types have an underscore before it. */
const OF_THE_SYSTEM = /^_?pg_/i;

/** Harmless functions and types with names that are common for columns. */
const HARMLESS_COLUMNS = new Set(['date_in', 'date_out', 'time_out', 'path_length', 'isopen', 'isclosed']);

/** Refused types with names that are common for columns. The row of a table is never cast to these. */
const COLUMNS_OF_TABLES = new Set(['path', 'polygon']);

/** SQL values for the current time. The others reveal the role and the connection. */
const TIMES = /^SVFOP_(CURRENT_(DATE|TIME|TIMESTAMP)|LOCALTIME|LOCALTIMESTAMP)(_N)?$/;

/** Kinds of expressions named by an SQL keyword, not an operator. */
const BETWEEN = /^AEXPR_(NOT_)?BETWEEN(_SYM)?$/;

/** A table, view, sequence or index. */
export const relation: Rule = (value) => {
  const name = String(value);
  if (OF_THE_SYSTEM.test(name)) {
    throw new Refused(`System catalogues such as ${name} are not available to plugins.`);
  }
};

/** The schema or database of a relation. */
export const schema: Rule = (_value, { part }) => {
  throw new Refused(
    `Write ${String(part['relname'])} without a schema. A plugin can use only its own schema.`,
  );
};

export const persistence: Rule = (value) => {
  if (value !== 'p') throw new Refused('Temporary and unlogged tables are not allowed.');
};

export const functionName: Rule = (path) => {
  const name = withoutSchema('function', path);
  if (!FUNCTIONS.has(name)) throw new Refused(`The function ${name} is not available to plugins.`);
};

/**
 * An allowed built-in type, or a type of the plugin. PostgreSQL searches `pg_catalog` first, so a built-in name never
 * means a type of the plugin.
 */
export const typeName: Rule = (path) => {
  const name = withoutSchema('type', path);
  const ownType = names(path).length === 1 && !isBuiltInType(name);
  if (!ownType && !isAllowedType(name)) {
    throw new Refused(`The type ${name} is not available to plugins.`);
  }
};

/**
 * Refuses a new type that could never be used, because a built-in one hides it.
 *
 * @throws Refused
 */
export function checkNewType(name: string): void {
  if (isBuiltInType(name)) {
    throw new Refused(`PostgreSQL has a built-in type ${name}, which hides yours. Choose another name.`);
  }
}

/** `column` or `table.column`. */
export const columnPath: Rule = (value) => {
  const path = value as unknown[];
  // The first of three names would be a schema.
  if (path.length > 2)
    throw new Refused('Write columns without a schema. A plugin can use only its own schema.');
  // A name alone is a column or a row, and never a call.
  if (path.length === 2 && !COLUMNS_OF_TABLES.has(names(path)[1] ?? '')) checkAttribute(path[1]);
};

/**
 * Refuses `f.path` if `f` is a function in FROM: it can be a single value, which PostgreSQL casts to the type `path`.
 * It never casts the row of a table to it.
 *
 * @param statement with parts that are all allowed
 * @throws Refused
 */
export function checkFunctionRows(statement: object): void {
  const functions = new Set<string>();
  const columns: string[][] = [];
  collect(statement, functions, columns);
  for (const path of columns) {
    const [row = '', name = ''] = path;
    if (functions.has(row) || functions.has('')) refuseAttribute(name);
  }
}

/** Collects the names of functions in FROM, `''` for one without an alias, and columns that could be casts. */
function collect(node: unknown, functions: Set<string>, columns: string[][]): void {
  if (typeof node !== 'object' || node === null) return;
  for (const [key, value] of Object.entries(node)) {
    if (key === 'RangeFunction')
      functions.add((value as { alias?: { aliasname?: string } }).alias?.aliasname ?? '');
    if (key === 'ColumnRef') {
      const path = names((value as { fields?: unknown }).fields);
      if (path.length === 2 && COLUMNS_OF_TABLES.has(path[1] as string)) columns.push(path);
    }
    collect(value, functions, columns);
  }
}

/** Access to parts of a value: `(value).name`, `value[1]`. */
export const attributes: Rule = (value, place) => {
  for (const step of value as unknown[]) {
    checkAttribute(step);
    inside(step, place);
  }
};

export const operator: Rule = (path, { part }) => {
  if (BETWEEN.test(String(part['kind']))) return;
  const name = withoutSchema('operator', path);
  if (!OPERATORS.has(name)) throw new Refused(`The operator ${name} is not available to plugins.`);
};

/** An operator for each column of an exclusion constraint, beside the column. */
export const exclusions: Rule = (value, place) => {
  for (const pair of value as { List: { items: [object, { List: { items: object[] } }] } }[]) {
    const [column, { List }] = pair.List.items;
    inside(column, place);
    operator(List.items, place);
  }
};

/** Collations and operator classes: plugins cannot create any, and the built-in ones only compare. */
export function builtIn(what: string): Rule {
  const builtInName: Rule = (path) => {
    withoutSchema(what, path);
  };
  return builtInName;
}

export const time: Rule = (value) => {
  if (!TIMES.test(String(value))) {
    throw new Refused('current_user and similar functions are not available to plugins.');
  }
};

/** A path with at most this many names and no schema. */
export function ownName(longest: number): Rule {
  const nameWithoutSchema: Rule = (path) => {
    const parts = names(path);
    if (parts.length > longest) {
      throw new Refused(`Write ${parts.at(-1)} without a schema. A plugin can use only its own schema.`);
    }
  };
  return nameWithoutSchema;
}

/** If no column has that name, PostgreSQL calls a function or casts: `(value).name` is `name(value)`. */
function checkAttribute(step: unknown): void {
  const { String: named } = step as { String?: { sval?: string } };
  if (named === undefined) return;
  const name = named.sval ?? '';
  const harmless =
    TYPES.has(name) || HARMLESS_COLUMNS.has(name) || (FUNCTIONS.has(name) && !takesNameAlone(name));
  if (!harmless && (BUILT_IN_FUNCTIONS.has(name) || isBuiltInType(name))) refuseAttribute(name);
}

function refuseAttribute(name: string): never {
  throw new Refused(
    `.${name} can call the function ${name}, which is not available to plugins. To use a column with this name, omit the table name.`,
  );
}

function isBuiltInType(name: string): boolean {
  return BUILT_IN_TYPES.has(name) || OF_THE_SYSTEM.test(name);
}

function isAllowedType(name: string): boolean {
  // The arrays of built-in types.
  return TYPES.has(name) || (name.startsWith('_') && TYPES.has(name.slice(1)));
}

/** The last name of a path without a schema, or with `pg_catalog`, which the parser adds for SQL keywords. */
function withoutSchema(what: string, path: unknown): string {
  const parts = names(path);
  if (parts.length > 2 || (parts.length === 2 && parts[0] !== 'pg_catalog')) {
    throw new Refused(`Write the ${what} ${parts.at(-1)} without a schema.`);
  }
  return parts.at(-1) ?? '';
}
