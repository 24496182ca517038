import { EXPRESSIONS } from '../statements/expression-parts.ts';
import {
  change,
  choosesNo,
  indexMethod,
  kind,
  newType,
  newTypeRow,
  ownObject,
  ownObjects,
  sequenceOptions,
  storageOptions,
  typeForOwner,
} from './migration-names.ts';
import { builtIn, exclusions, ownName } from '../names/names.ts';
import { STATEMENTS, STATEMENT_PARTS } from '../statements/statement-parts.ts';
import { type SomeRules, analysed, as, free, inside, never } from '../tree/walk.ts';

const location = free;
const concurrent = choosesNo('CONCURRENTLY, which cannot run in the transaction of an installation,');

const TABLES = {
  CreateStmt: {
    relation: as('RangeVar'),
    tableElts: inside,
    inhRelations: inside,
    partbound: as('PartitionBoundSpec'),
    partspec: as('PartitionSpec'),
    ofTypename: as('TypeName'),
    constraints: inside,
    nnconstraints: analysed,
    options: storageOptions,
    oncommit: free,
    tablespacename: choosesNo('a tablespace'),
    accessMethod: choosesNo('an access method'),
    if_not_exists: free,
  },
  CreateTableAsStmt: {
    query: inside,
    into: as('IntoClause'),
    objtype: kind,
    is_select_into: analysed,
    if_not_exists: free,
  },
  ViewStmt: {
    view: as('RangeVar'),
    aliases: inside,
    query: inside,
    replace: free,
    options: storageOptions,
    withCheckOption: free,
  },
  IndexStmt: {
    idxname: free,
    relation: as('RangeVar'),
    accessMethod: indexMethod,
    tableSpace: choosesNo('a tablespace'),
    indexParams: inside,
    indexIncludingParams: inside,
    options: storageOptions,
    whereClause: inside,
    excludeOpNames: analysed,
    idxcomment: analysed,
    indexOid: analysed,
    oldNumber: analysed,
    oldCreateSubid: analysed,
    oldFirstRelfilelocatorSubid: analysed,
    unique: free,
    nulls_not_distinct: free,
    primary: analysed,
    isconstraint: analysed,
    iswithoutoverlaps: analysed,
    deferrable: analysed,
    initdeferred: analysed,
    transformed: analysed,
    concurrent,
    if_not_exists: free,
    reset_default_tblspc: analysed,
  },
  AlterTableStmt: { relation: as('RangeVar'), cmds: inside, objtype: kind, missing_ok: free },
  TruncateStmt: { relations: inside, restart_seqs: free, behavior: free },
} satisfies SomeRules;

const OTHERS = {
  RenameStmt: {
    renameType: kind,
    relationType: free,
    relation: as('RangeVar'),
    object: ownObject,
    subname: free,
    newname: free,
    behavior: free,
    missing_ok: free,
  },
  DropStmt: { objects: ownObjects, removeType: kind, behavior: free, missing_ok: free, concurrent },
  CommentStmt: { objtype: kind, object: ownObject, comment: free },
  CreateSeqStmt: {
    sequence: as('RangeVar'),
    options: sequenceOptions,
    ownerId: analysed,
    for_identity: analysed,
    if_not_exists: free,
  },
  AlterSeqStmt: {
    sequence: as('RangeVar'),
    options: sequenceOptions,
    for_identity: analysed,
    missing_ok: free,
  },
  CompositeTypeStmt: { typevar: newTypeRow, coldeflist: inside },
  CreateEnumStmt: { typeName: newType, vals: inside },
  AlterEnumStmt: {
    typeName: ownName(1),
    oldVal: free,
    newVal: free,
    newValNeighbor: free,
    newValIsAfter: free,
    skipIfNewValExists: free,
  },
  CreateDomainStmt: {
    domainname: newType,
    typeName: as('TypeName'),
    collClause: as('CollateClause'),
    constraints: inside,
  },
  AlterDomainStmt: {
    subtype: free,
    typeName: ownName(1),
    name: free,
    def: inside,
    behavior: free,
    missing_ok: free,
  },
} satisfies SomeRules;

const CLAUSES = {
  AlterTableCmd: {
    subtype: change,
    name: free,
    num: free,
    newowner: analysed,
    def: (value, place) => {
      const subtype = String(place.part['subtype']);
      const list = (value as { List?: { items?: unknown } }).List?.items;
      if (subtype.endsWith('RelOptions')) storageOptions(list, place);
      else if (subtype === 'AT_SetIdentity') sequenceOptions(list, place);
      else inside(value, place);
    },
    behavior: free,
    missing_ok: free,
    recurse: analysed,
  },
  Constraint: {
    contype: free,
    conname: free,
    deferrable: free,
    initdeferred: free,
    is_enforced: free,
    skip_validation: free,
    initially_valid: free,
    is_no_inherit: free,
    raw_expr: inside,
    cooked_expr: analysed,
    generated_when: free,
    generated_kind: free,
    nulls_not_distinct: free,
    keys: inside,
    without_overlaps: free,
    including: inside,
    exclusions,
    options: (value, place) =>
      (place.part['contype'] === 'CONSTR_IDENTITY' ? sequenceOptions : storageOptions)(value, place),
    indexname: free,
    indexspace: choosesNo('a tablespace'),
    reset_default_tblspc: analysed,
    access_method: indexMethod,
    where_clause: inside,
    pktable: as('RangeVar'),
    fk_attrs: inside,
    pk_attrs: inside,
    fk_with_period: free,
    pk_with_period: free,
    fk_matchtype: free,
    fk_upd_action: free,
    fk_del_action: free,
    fk_del_set_cols: inside,
    old_conpfeqop: analysed,
    old_pktable_oid: analysed,
    location,
  },
  // Each list of options has its own rules for names.
  DefElem: {
    defnamespace: never('Options of other namespaces are not allowed.'),
    defname: free,
    arg: inside,
    defaction: free,
    location,
  },
  IntoClause: {
    rel: as('RangeVar'),
    colNames: inside,
    accessMethod: choosesNo('an access method'),
    options: storageOptions,
    onCommit: free,
    tableSpaceName: choosesNo('a tablespace'),
    viewQuery: analysed,
    skipData: free,
  },
  PartitionBoundSpec: {
    strategy: free,
    is_default: free,
    modulus: free,
    remainder: free,
    listdatums: inside,
    lowerdatums: inside,
    upperdatums: inside,
    location,
  },
  PartitionElem: {
    name: free,
    expr: inside,
    collation: builtIn('collation'),
    opclass: builtIn('operator class'),
    location,
  },
  PartitionSpec: { strategy: free, partParams: inside, location },
  TypeName: { ...EXPRESSIONS.TypeName, names: typeForOwner },
  TableLikeClause: { relation: as('RangeVar'), options: free, relationOid: analysed },
} satisfies SomeRules;

/** Statements that a migration can contain. */
export const MIGRATION_STATEMENTS = { ...STATEMENTS, ...TABLES, ...OTHERS };

/** Parts of these statements, and their allowed content. */
export const MIGRATION_PARTS = { ...STATEMENT_PARTS, ...MIGRATION_STATEMENTS, ...CLAUSES };
