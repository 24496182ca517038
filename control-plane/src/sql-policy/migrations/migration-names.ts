import { TENANT_TABLES } from '../names/tenant-tables.ts';
import { Refused } from '../tree/refused.ts';
import { checkNewType, ownName, typeName } from '../names/names.ts';
import { type Fields, type Rule, as, inside, names, never } from '../tree/walk.ts';

/** Tables, views and their like, by the parser's names of kinds. */
const KINDS = new Set(
  `OBJECT_TABLE OBJECT_VIEW OBJECT_MATVIEW OBJECT_INDEX OBJECT_SEQUENCE OBJECT_TYPE OBJECT_DOMAIN
   OBJECT_COLUMN OBJECT_ATTRIBUTE OBJECT_TABCONSTRAINT OBJECT_DOMCONSTRAINT`.split(/\s+/),
);

/** Changes that affect only the table: no owner, trigger, rule, row security or storage of the server. */
const CHANGES = new Set(
  `AT_AddColumn AT_DropColumn AT_AlterColumnType AT_ColumnDefault AT_SetNotNull AT_DropNotNull
   AT_SetExpression AT_DropExpression AT_SetStatistics AT_SetStorage AT_SetCompression AT_AddConstraint
   AT_DropConstraint AT_ValidateConstraint AT_AddIdentity AT_SetIdentity AT_DropIdentity AT_SetRelOptions
   AT_ResetRelOptions`.split(/\s+/),
);

/** Storage and view options that do not affect rights. */
const STORAGE_OPTIONS = new Set(
  `fillfactor fastupdate gin_pending_list_limit deduplicate_items pages_per_range autosummarize buffering
   security_barrier security_invoker check_option`.split(/\s+/),
);

const SEQUENCE_OPTIONS = new Set(
  'as cache cycle generated increment maxvalue minvalue owned_by restart start'.split(' '),
);

const INDEX_METHODS = new Set(['btree', 'hash', 'gin', 'gist', 'spgist', 'brin']);

/** Kinds of objects that are named by their table and themselves. */
const WITHIN_TABLES = new Set(['OBJECT_COLUMN', 'OBJECT_TABCONSTRAINT']);

const ROWS_OF_TENANT: ReadonlySet<string> = new Set(TENANT_TABLES.flatMap((table) => [table, `_${table}`]));

/** A type that the owner of a plugin's tables can use. The owner also finds the types of the tenant. */
export const typeForOwner: Rule = (path, place) => {
  typeName(path, place);
  const name = names(path).at(-1) ?? '';
  if (ROWS_OF_TENANT.has(name)) {
    throw new Refused(`The type ${name} is the row type of a tenant table and is not available to plugins.`);
  }
};

export const kind: Rule = (value) => {
  if (!KINDS.has(String(value))) {
    throw new Refused(`${words(String(value).replace('OBJECT_', ''))} cannot be changed by a migration.`);
  }
};

export const change: Rule = (value) => {
  if (!CHANGES.has(String(value))) {
    throw new Refused(
      `ALTER TABLE … ${words(String(value).replace(/^AT_/, ''))} is not allowed in a migration.`,
    );
  }
};

export const indexMethod: Rule = (value) => {
  if (!INDEX_METHODS.has(String(value))) throw new Refused('An index must use a built-in method.');
};

export function choosesNo(what: string): Rule {
  return never(`A migration cannot specify ${what}.`);
}

export const storageOptions: Rule = (value, place) => {
  for (const { defname = '' } of options(value)) {
    if (!STORAGE_OPTIONS.has(defname)) throw new Refused(`The option ${defname} is not allowed.`);
  }
  inside(value, place);
};

export const sequenceOptions: Rule = (value, place) => {
  for (const { defname = '', arg } of options(value)) {
    if (!SEQUENCE_OPTIONS.has(defname)) throw new Refused(`The option ${defname} is not allowed.`);
    if (defname === 'owned_by') ownName(2)(arg?.List?.items, place);
  }
  inside(value, place);
};

function options(value: unknown): { defname?: string; arg?: { List?: { items?: unknown } } }[] {
  return (value as { DefElem: object }[]).map(({ DefElem }) => DefElem);
}

/** A list of names, or a type. */
export const ownObject: Rule = (value, place) => {
  const longest = WITHIN_TABLES.has(String(place.part['objtype'])) ? 2 : 1;
  ownName(longest)((value as { List?: { items?: unknown } }).List?.items, place);
  inside(value, place);
};

export const ownObjects: Rule = (value, place) => {
  kind(place.part['removeType'], place);
  for (const each of value as unknown[]) ownObject(each, place);
};

/** The path of a new enum or domain. */
export const newType: Rule = (path, place) => {
  ownName(1)(path, place);
  checkNewType(names(path).at(-1) ?? '');
};

/** The name of a new composite type, which is a row and named like one. */
export const newTypeRow: Rule = (value, place) => {
  checkNewType(String((value as Fields)['relname']));
  as('RangeVar')(value, place);
};

/** `CreateFunction` and `ENABLE_TRIG` as words. */
export function words(name: string): string {
  return name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll('_', ' ')
    .toUpperCase();
}
