import { FUNCTIONS } from './functions.ts';
import { REFUSED_TYPES } from './types.ts';

/** What the parser says of one statement of a plugin. */
export type StatementVerdict = { returnsWritten: boolean } | { refused: string; sqlstate: string };

/** PostgreSQL's parser; it counts in octets. */
export type Parse = (sql: string) => {
  stmts?: { stmt?: object; stmt_location?: number; stmt_len?: number }[];
};

/** Levels of expressions in expressions; PostgreSQL itself gives up at a few thousand. */
const DEPTH = 500;

const STATEMENTS = new Set(['SelectStmt', 'InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt']);

/** Parts a statement may consist of, by the parser's own names; anything that is not listed is refused. */
export const PARTS: ReadonlySet<string> = new Set([
  ...STATEMENTS,
  ...`A_ArrayExpr A_Const A_Expr A_Indices A_Indirection A_Star Alias BitString BoolExpr Boolean BooleanTest
   CTECycleClause CTESearchClause CaseExpr CaseWhen CoalesceExpr CollateClause ColumnDef ColumnRef
   CommonTableExpr Float FuncCall GroupingFunc GroupingSet IndexElem InferClause Integer JoinExpr
   JsonArgument JsonArrayAgg JsonArrayConstructor JsonArrayQueryConstructor JsonBehavior JsonFuncExpr
   JsonIsPredicate JsonKeyValue JsonObjectAgg JsonObjectConstructor JsonParseExpr JsonScalarExpr
   JsonSerializeExpr JsonTable JsonTableColumn JsonTablePathSpec JsonValueExpr List LockingClause
   MergeWhenClause MinMaxExpr MultiAssignRef NamedArgExpr NullTest OnConflictClause ParamRef RangeFunction
   RangeSubselect RangeVar ResTarget ReturningClause ReturningOption RowExpr SQLValueFunction SetToDefault
   SortBy String SubLink TypeCast TypeName WindowDef WithClause`.split(/\s+/),
]);

/** Values of SQL that say when it is; the others say as whom one is connected, and to what. */
const TIMES = /^SVFOP_(CURRENT_(DATE|TIME|TIMESTAMP)|LOCALTIME|LOCALTIMESTAMP)(_N)?$/;

export class Refused extends Error {
  readonly sqlstate: string;

  constructor(message: string, sqlstate = '42501') {
    super(message);
    this.sqlstate = sqlstate;
  }
}

/** Never throws: whatever the parser does with the text, there is a verdict. */
export function judgeStatement(sql: string, parse: Parse): StatementVerdict {
  try {
    const statement = onlyStatement(sql, parse);
    checkParts(statement, PARTS);
    const writes = containsWrite(statement);
    return { returnsWritten: writes };
  } catch (error) {
    if (error instanceof Refused) return { refused: error.message, sqlstate: error.sqlstate };
    if ((error as Error).name === 'SqlError') return { refused: (error as Error).message, sqlstate: '42601' };
    throw error;
  }
}

function onlyStatement(sql: string, parse: Parse): object {
  if (sql.includes('\0')) throw new Refused('A statement has no NUL.', '22021');
  const statements = parse(sql === '' ? ';' : sql).stmts ?? [];
  const [first] = statements;
  if (statements.length !== 1 || !first?.stmt) {
    throw new Refused('ctx.db takes one statement at a time.', '42601');
  }
  const [name] = Object.keys(first.stmt) as [string];
  if (!STATEMENTS.has(name)) {
    throw new Refused('Only SELECT, INSERT, UPDATE, DELETE, MERGE and VALUES are allowed.');
  }
  return first.stmt;
}

export type Fields = Record<string, unknown>;

/** Walks through everything the parser found. */
export function checkParts(node: unknown, allowed: ReadonlySet<string>, depth = 0): void {
  if (typeof node !== 'object' || node === null) return;
  if (depth > DEPTH * 3) throw new Refused('The statement is nested too deeply.', '54001');
  if (Array.isArray(node)) {
    for (const item of node) checkParts(item, allowed, depth + 1);
    return;
  }
  const fields = node as Fields;
  for (const key in fields) {
    // Names of parts begin with a capital, names of their fields do not.
    if (key >= 'A' && key < '[' && !allowed.has(key)) {
      throw new Refused(`${key.replace(/(Stmt|Expr|Clause)$/, '')} is not allowed in a plugin's statement.`);
    }
  }
  checkNames(fields);
  for (const key in fields) checkParts(fields[key], allowed, depth + 1);
}

/** The parser gives some parts without their name; they are known by their fields. */
function checkNames(fields: Fields): void {
  if ('relname' in fields) checkTable(fields);
  if ('funcname' in fields) checkFunction(fields['funcname']);
  if ('names' in fields && 'typemod' in fields) checkType(fields['names']);
  if ('fields' in fields) {
    // table.column has two; a third would be the table's schema.
    if ((fields['fields'] as unknown[]).length > 2) {
      throw new Refused('Write columns without a schema; a plugin has only its own.');
    }
    checkColumn(fields['fields']);
  }
  if ('indirection' in fields) checkColumn(fields['indirection']);
  if ('collname' in fields) checkBuiltIn('collation', fields['collname']);
  if ('kind' in fields && 'name' in fields && Array.isArray(fields['name'])) {
    checkBuiltIn('operator', fields['name']);
  }
  if ('operName' in fields) checkBuiltIn('operator', fields['operName']);
  if ('useOp' in fields) checkBuiltIn('operator', fields['useOp']);
  if ('intoClause' in fields) throw new Refused('SELECT INTO is not allowed; tables are made by migrations.');
  if ('SQLValueFunction' in fields) {
    const { op } = fields['SQLValueFunction'] as { op: string };
    if (!TIMES.test(op)) throw new Refused('current_user and its like are not available to plugins.');
  }
}

function checkTable(fields: Fields): void {
  const name = String(fields['relname']);
  if ('schemaname' in fields || 'catalogname' in fields) {
    throw new Refused(`Write ${name} without a schema; a plugin has only its own.`);
  }
  if (/^pg_/i.test(name))
    throw new Refused(`System catalogues such as ${name} are not available to plugins.`);
  if (fields['relpersistence'] !== undefined && fields['relpersistence'] !== 'p') {
    throw new Refused('Temporary and unlogged tables are not allowed.');
  }
}

function checkFunction(path: unknown): void {
  const name = builtInName('function', path);
  if (!FUNCTIONS.has(name)) throw new Refused(`The function ${name} is not available to plugins.`);
}

function checkType(path: unknown): void {
  const name = builtInName('type', path);
  if (REFUSED_TYPES.has(name) || name.startsWith('pg_') || name.startsWith('_pg_')) {
    throw new Refused(`The type ${name} is not available to plugins.`);
  }
}

/** `row.function` calls a function, so a name that could be one of the system is no column either. */
function checkColumn(path: unknown): void {
  for (const name of names(path)) {
    if (/^(pg_|row_security|lo_)/.test(name) || name.endsWith('_to_xml')) {
      throw new Refused(`${name} is not available to plugins.`);
    }
  }
}

function checkBuiltIn(what: string, path: unknown): void {
  builtInName(what, path);
}

/** The last name of a path that is alone or stands below `pg_catalog`, where the parser puts what SQL has words for. */
function builtInName(what: string, path: unknown): string {
  const parts = names(path);
  if (parts.length > 2 || (parts.length === 2 && parts[0] !== 'pg_catalog')) {
    throw new Refused(`Write the ${what} ${parts.at(-1)} without a schema.`);
  }
  return parts.at(-1) ?? '';
}

/** The names that a dotted path consists of. */
export function names(path: unknown): string[] {
  if (!Array.isArray(path)) return [];
  return path.flatMap((part: { String?: { sval?: string } }) =>
    part.String ? [part.String.sval ?? ''] : [],
  );
}

function containsWrite(node: unknown): boolean {
  if (typeof node !== 'object' || node === null) return false;
  if (Array.isArray(node)) return node.some(containsWrite);
  for (const [key, value] of Object.entries(node)) {
    if (/^(Insert|Update|Delete|Merge)Stmt$/.test(key) || containsWrite(value)) return true;
  }
  return false;
}
