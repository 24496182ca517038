import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect } from 'chai';
import { MIGRATION_PARTS } from '../../src/sql-policy/migrations/migration-parts.ts';
import { typeName } from '../../src/sql-policy/names/names.ts';
import { STATEMENT_PARTS } from '../../src/sql-policy/statements/statement-parts.ts';
import { type Fields, type Rules, analysed, free, inside } from '../../src/sql-policy/tree/walk.ts';
import { parse } from './judged.ts';
import { MIGRATIONS, STATEMENTS } from './legitimate-sql.ts';

const RULES: Rules = MIGRATION_PARTS;

/** Fields whose content is looked at, and by which rule. */
const CHECKED = `
  functions     FuncCall.funcname:functionName FuncCall.args:callArguments
                ColumnRef.fields:columnPath A_Indirection.indirection:attributes SQLValueFunction.op:time
  types         TypeName.names:typeForOwner TypeName.setof:refuse TypeName.pct_type:refuse
                AlterDomainStmt.typeName:nameWithoutSchema AlterEnumStmt.typeName:nameWithoutSchema
                CompositeTypeStmt.typevar:newTypeRow CreateDomainStmt.domainname:newType CreateEnumStmt.typeName:newType
  operators     A_Expr.name:operator SortBy.useOp:operator SubLink.operName:operator Constraint.exclusions:exclusions
                IndexElem.opclass:builtInName PartitionElem.opclass:builtInName
  collations    CollateClause.collname:builtInName IndexElem.collation:builtInName PartitionElem.collation:builtInName
  relations     RangeVar.catalogname:schema RangeVar.schemaname:schema RangeVar.relname:relation
                RangeVar.relpersistence:persistence SelectStmt.intoClause:refuse
  objects       CommentStmt.objtype:kind CommentStmt.object:ownObject DropStmt.objects:ownObjects
                DropStmt.removeType:kind RenameStmt.renameType:kind RenameStmt.object:ownObject
                AlterTableStmt.objtype:kind CreateTableAsStmt.objtype:kind
                AlterTableCmd.subtype:change AlterTableCmd.def:def
  options       AlterSeqStmt.options:sequenceOptions CreateSeqStmt.options:sequenceOptions
                CreateStmt.options:storageOptions IndexStmt.options:storageOptions IntoClause.options:storageOptions
                ViewStmt.options:storageOptions Constraint.options:options DefElem.defnamespace:refuse
                ColumnDef.fdwoptions:refuse
  storage       Constraint.access_method:indexMethod Constraint.indexspace:refuse CreateStmt.accessMethod:refuse
                CreateStmt.tablespacename:refuse DropStmt.concurrent:refuse IndexStmt.accessMethod:indexMethod
                IndexStmt.concurrent:refuse IndexStmt.tableSpace:refuse IntoClause.accessMethod:refuse
                IntoClause.tableSpaceName:refuse`;

/** Texts that may be anything, and why. */
const FREE: Record<string, string> = {
  'a name that the statement gives and uses itself': `Alias.aliasname CTECycleClause.cycle_mark_column
    CTECycleClause.cycle_path_column CTESearchClause.search_seq_column CommonTableExpr.ctename JsonArgument.name
    JsonTableColumn.name JsonTablePathSpec.name ReturningOption.value WindowDef.name WindowDef.refname`,
  'of a relation or type that is named beside it: its column, constraint, index': `AlterDomainStmt.name
    AlterTableCmd.name ColumnDef.colname Constraint.conname Constraint.indexname IndexElem.name IndexStmt.idxname
    InferClause.conname PartitionElem.name RenameStmt.newname RenameStmt.subname ResTarget.name`,
  'a parameter of a function that is named beside it': 'NamedArgExpr.name',
  'a value': `AlterEnumStmt.newVal AlterEnumStmt.newValNeighbor AlterEnumStmt.oldVal BitString.bsval
    CommentStmt.comment Float.fval String.sval`,
  'a word of PostgreSQL of which there are a few': `AlterDomainStmt.subtype ColumnDef.compression ColumnDef.storage
    ColumnDef.storage_name Constraint.fk_del_action Constraint.fk_matchtype Constraint.fk_upd_action
    Constraint.generated_kind Constraint.generated_when PartitionBoundSpec.strategy`,
  'the list that it stands in is checked': 'DefElem.defname',
  'only JSON_TABLE has it, which gives it no text': 'JsonFuncExpr.column_name',
};

/** The parser's own declarations of its parts: the fields of each with their types. */
const DECLARED = new Map(
  [
    ...readFileSync(createRequire(import.meta.url).resolve('@pgsql/types/types.d.ts'), 'utf8').matchAll(
      /export interface (\w+) \{([^}]*)\}/g,
    ),
  ].map(([, part = '', body = '']) => [
    part,
    [...body.matchAll(/(\w+)\?: ([^;]+);/g)].map(([, field = '', type = '']) => ({ field, type })),
  ]),
);
const VALUES = ['Integer', 'Float', 'Boolean', 'String', 'BitString'];

const words = (text: string) => text.split(/\s+/).filter((word) => /[.]/.test(word));

describe('the parts of SQL', () => {
  const fields = Object.keys(RULES).flatMap((part) =>
    (DECLARED.get(part) ?? []).map(({ field, type }) => ({
      part,
      field,
      name: `${part}.${field}`,
      type: type.replace('[]', ''),
      rule: RULES[part]?.[field],
    })),
  );

  it('have a rule for each field', () => {
    expect(fields.filter(({ rule }) => rule === undefined)).to.deep.equal([]);
    expect(fields.length).to.be.greaterThan(300);
  });

  it('are checked wherever a name is looked up', () => {
    const structural = [free, inside, analysed];
    const checked = fields.flatMap(({ name, rule }) =>
      rule && rule.name !== '' && !structural.includes(rule) ? [`${name}:${rule.name}`] : [],
    );
    expect(checked.sort()).to.deep.equal(words(CHECKED).sort());
  });

  it('have the same rules in statements and in migrations, but for types of the tenant', () => {
    const statements: Rules = STATEMENT_PARTS;
    const other = fields.filter(({ part, field, rule }) => {
      const inStatement = statements[part]?.[field];
      return inStatement !== undefined && inStatement !== rule;
    });
    expect(other.map(({ name }) => name)).to.deep.equal(['TypeName.names']);
    expect(STATEMENT_PARTS.TypeName.names).to.equal(typeName);
  });

  it('have texts that may be anything only for a reason', () => {
    const texts = fields.filter(({ type, rule }) => type === 'string' && rule === free);
    expect(texts.map(({ name }) => name).sort()).to.deep.equal(words(Object.values(FREE).join(' ')).sort());
  });

  it('never let parts through without a look into them', () => {
    const blind = fields.filter(({ type, rule }) => rule === free && (type === 'Node' || DECLARED.has(type)));
    expect(blind.filter(({ type }) => !VALUES.includes(type))).to.deep.equal([]);
  });

  for (const [name, parts, texts] of [
    ['statements', STATEMENT_PARTS, STATEMENTS],
    ['migrations', MIGRATION_PARTS, [...STATEMENTS, ...MIGRATIONS]],
  ] as const) {
    it(`of ${name} are all used by ordinary ones`, () => {
      const unused = new Set(Object.keys(parts));
      for (const sql of texts) forEachPart(parse(sql).stmts, (part) => unused.delete(part));
      expect([...unused]).to.deep.equal([]);
    });
  }
});

/** Calls back with the name of each part, also of those that the parser gives without one. */
function forEachPart(node: unknown, seen: (part: string) => void): void {
  if (typeof node !== 'object' || node === null) return;
  for (const [key, value] of Object.entries(node as Fields)) {
    if (/^[A-Z]/.test(key)) {
      seen(key);
      for (const { field, type } of DECLARED.get(key) ?? []) {
        const inner = (value as Fields)[field];
        if (inner !== undefined && DECLARED.has(type)) forEachPart({ [type]: inner }, seen);
      }
    }
    forEachPart(value, seen);
  }
}
