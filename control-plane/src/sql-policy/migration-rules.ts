import { checkForeignKeys } from './foreign-keys.ts';
import { type Fields, PARTS, type Parse, Refused, checkParts, names } from './statement-rules.ts';

/** What the parser says of one migration. */
export type MigrationVerdict =
  { statements: { sql: string; line: number }[] } | { refused: string; line: number };

/** Tables, views and their like, by the parser's names of kinds. */
const KINDS = new Set(
  `OBJECT_TABLE OBJECT_VIEW OBJECT_MATVIEW OBJECT_INDEX OBJECT_SEQUENCE OBJECT_TYPE OBJECT_DOMAIN
   OBJECT_COLUMN OBJECT_ATTRIBUTE OBJECT_TABCONSTRAINT OBJECT_DOMCONSTRAINT`.split(/\s+/),
);

/** Changes of a table that stay within it: no owner, no trigger, no rule, no row security, no storage of the server. */
const CHANGES = new Set(
  `AT_AddColumn AT_DropColumn AT_AlterColumnType AT_ColumnDefault AT_SetNotNull AT_DropNotNull
   AT_SetExpression AT_DropExpression AT_SetStatistics AT_SetStorage AT_SetCompression AT_AddConstraint
   AT_DropConstraint AT_ValidateConstraint AT_AddIdentity AT_SetIdentity AT_DropIdentity AT_AttachPartition
   AT_DetachPartition AT_SetRelOptions AT_ResetRelOptions`.split(/\s+/),
);

/** Storage and view options that say nothing about rights. */
const OPTIONS = new Set(
  `fillfactor fastupdate gin_pending_list_limit deduplicate_items pages_per_range autosummarize buffering
   security_barrier security_invoker check_option`.split(/\s+/),
);

const INDEX_METHODS = new Set(['btree', 'hash', 'gin', 'gist', 'spgist', 'brin']);

type Check = (fields: Fields) => void;

const table: Check = (fields) => {
  refuseField(fields, 'tablespacename', 'a tablespace');
  refuseField(fields, 'accessMethod', 'an access method');
  checkOptions(fields['options']);
};

/** Statements a migration may consist of. */
const STATEMENTS: Record<string, Check> = {
  SelectStmt: () => undefined,
  InsertStmt: () => undefined,
  UpdateStmt: () => undefined,
  DeleteStmt: () => undefined,
  MergeStmt: () => undefined,
  TruncateStmt: () => undefined,
  CreateStmt: table,
  CreateTableAsStmt: (fields) => {
    const into = (fields['into'] ?? {}) as Fields;
    refuseField(into, 'tableSpaceName', 'a tablespace');
    refuseField(into, 'accessMethod', 'an access method');
    checkOptions(into['options']);
  },
  ViewStmt: (fields) => checkOptions(fields['options']),
  IndexStmt: (fields) => {
    refuseField(
      fields,
      'concurrent',
      'CONCURRENTLY, which cannot run in the transaction of an installation,',
    );
    refuseField(fields, 'tableSpace', 'a tablespace');
    if (!INDEX_METHODS.has(String(fields['accessMethod'])))
      throw new Refused('An index uses a built-in method.');
    checkOptions(fields['options']);
  },
  AlterTableStmt: (fields) => {
    checkKind(fields['objtype']);
    for (const command of (fields['cmds'] ?? []) as { AlterTableCmd?: Fields }[]) {
      const { subtype, def } = command.AlterTableCmd ?? {};
      if (!CHANGES.has(String(subtype))) {
        throw new Refused(
          `ALTER TABLE … ${words(String(subtype).replace(/^AT_/, ''))} is not allowed in a migration.`,
        );
      }
      if (String(subtype).endsWith('RelOptions'))
        checkOptions((def as { List?: { items?: unknown } })?.List?.items);
    }
  },
  RenameStmt: (fields) => checkKind(fields['renameType']),
  DropStmt: (fields) => {
    refuseField(
      fields,
      'concurrent',
      'CONCURRENTLY, which cannot run in the transaction of an installation,',
    );
    checkKind(fields['removeType']);
    for (const object of fields['objects'] as { List?: { items?: unknown } }[])
      checkOwnName(object.List?.items, 1);
  },
  CommentStmt: (fields) => {
    checkKind(fields['objtype']);
    const path = (fields['object'] as { List?: { items?: unknown } }).List?.items;
    checkOwnName(
      path,
      fields['objtype'] === 'OBJECT_COLUMN' || fields['objtype'] === 'OBJECT_TABCONSTRAINT' ? 2 : 1,
    );
  },
  CreateSeqStmt: () => undefined,
  AlterSeqStmt: () => undefined,
  CompositeTypeStmt: () => undefined,
  CreateEnumStmt: (fields) => checkOwnName(fields['typeName'], 1),
  AlterEnumStmt: (fields) => checkOwnName(fields['typeName'], 1),
  CreateDomainStmt: (fields) => checkOwnName(fields['domainname'], 1),
  AlterDomainStmt: (fields) => checkOwnName(fields['typeName'], 1),
};

const MIGRATION_PARTS = new Set([
  ...PARTS,
  ...Object.keys(STATEMENTS),
  ...`AlterTableCmd Constraint DefElem PartitionElem PartitionRangeDatum TableLikeClause`.split(/\s+/),
]);

/** Never throws: whatever the parser does with the text, there is a verdict. */
export function judgeMigration(sql: string, parse: Parse): MigrationVerdict {
  const octets = Buffer.from(sql);
  let at = 0;
  try {
    if (sql.includes('\0')) throw new Refused('A migration has no NUL.');
    const statements = [];
    for (const { stmt, stmt_location: start = 0, stmt_len: length } of parse(sql || ';').stmts ?? []) {
      const text = octets.subarray(start, length ? start + length : undefined);
      at = start + beginning(text.toString('latin1'));
      checkOne(stmt as object);
      statements.push({
        sql: text
          .subarray(at - start)
          .toString()
          .trim(),
        line: lineOf(octets, at),
      });
    }
    return { statements };
  } catch (error) {
    if (error instanceof Refused) return { refused: error.message, line: lineOf(octets, at) };
    if ((error as Error).name !== 'SqlError') throw error;
    const { cursorPosition = 0 } = (error as { sqlDetails?: { cursorPosition?: number } }).sqlDetails ?? {};
    // The parser counts characters here, not octets.
    const before = Array.from(sql).slice(0, cursorPosition).join('');
    return { refused: (error as Error).message, line: before.split('\n').length };
  }
}

function checkOne(statement: object): void {
  const [name, fields] = Object.entries(statement)[0] as [string, Fields];
  const check = STATEMENTS[name];
  if (!check) throw new Refused(`${words(name.replace(/Stmt$/, ''))} is not allowed in a migration.`);
  check(fields);
  checkParts(statement, MIGRATION_PARTS);
  checkForeignKeys(statement);
}

function checkKind(kind: unknown): void {
  if (!KINDS.has(String(kind))) {
    throw new Refused(`${words(String(kind).replace('OBJECT_', ''))} is nothing a migration may change.`);
  }
}

function checkOwnName(path: unknown, longest: number): void {
  const parts = names(path);
  if (parts.length > longest)
    throw new Refused(`Write ${parts.at(-1)} without a schema; a plugin has only its own.`);
}

function checkOptions(options: unknown): void {
  for (const option of (options ?? []) as { DefElem?: { defname?: string; defnamespace?: string } }[]) {
    const { defname = '', defnamespace } = option.DefElem ?? {};
    if (defnamespace !== undefined || !OPTIONS.has(defname))
      throw new Refused(`The option ${defname} is not allowed.`);
  }
}

function refuseField(fields: Fields, field: string, what: string): void {
  if (fields[field]) throw new Refused(`A migration does not choose ${what}.`);
}

/** `CreateFunction` and `ENABLE_TRIG` as words. */
function words(name: string): string {
  return name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll('_', ' ')
    .toUpperCase();
}

/** Index of the first character that is neither blank nor comment. */
function beginning(text: string): number {
  return /^(?:\s|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*/.exec(text)?.[0].length ?? 0;
}

function lineOf(octets: Buffer, at: number): number {
  let line = 1;
  for (let index = octets.indexOf(10); index >= 0 && index < at; index = octets.indexOf(10, index + 1))
    line += 1;
  return line;
}
