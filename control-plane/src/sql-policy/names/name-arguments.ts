import { literal } from './literal-argument.ts';
import { Refused } from '../tree/refused.ts';
import { checkSet } from './short-arguments.ts';
import { type Fields, type Rule, inside, names } from '../tree/walk.ts';

/**
 * What the first argument names. A string of digits is the number of an object, even of another owner:
 * `nextval('16402')` locks it. So the argument must be a literal name.
 */
type Kind = 'sequence' | 'configuration';

/** Allowed functions with a name as their first argument, and the numbers of arguments in that form. */
export const NAME_ARGUMENTS: ReadonlyMap<string, { kind: Kind; counts: readonly number[] }> = new Map([
  ['nextval', { kind: 'sequence', counts: [1] }],
  ['currval', { kind: 'sequence', counts: [1] }],
  ['setval', { kind: 'sequence', counts: [2, 3] }],
  ['to_tsvector', { kind: 'configuration', counts: [2] }],
  ['to_tsquery', { kind: 'configuration', counts: [2] }],
  ['plainto_tsquery', { kind: 'configuration', counts: [2] }],
  ['phraseto_tsquery', { kind: 'configuration', counts: [2] }],
  ['websearch_to_tsquery', { kind: 'configuration', counts: [2] }],
  ['json_to_tsvector', { kind: 'configuration', counts: [3] }],
  ['jsonb_to_tsvector', { kind: 'configuration', counts: [3] }],
  ['ts_headline', { kind: 'configuration', counts: [3, 4] }],
] as const);

const TYPE_OF: Record<Kind, string> = { sequence: 'regclass', configuration: 'regconfig' };

/** An identifier, quoted or not, that is not only digits. */
const SEQUENCE = /^(?!pg_)(?:[\p{L}_][\p{L}\p{N}_$]*|"(?!pg_)(?:[^"]|"")+")$/iu;

const CONFIGURATIONS = new Set(
  `arabic armenian basque catalan danish dutch english estonian finnish french german greek hindi hungarian indonesian
   irish italian lithuanian nepali norwegian portuguese romanian russian serbian simple spanish swedish tamil turkish
   yiddish`.split(/\s+/),
);

/** Whether a function with this name accepts only a name. */
export function takesNameAlone(name: string): boolean {
  return NAME_ARGUMENTS.get(name)?.counts.includes(1) ?? false;
}

/** The arguments of a call. */
export const callArguments: Rule = (value, place) => {
  const all = value as Fields[];
  const name = names(place.part['funcname']).at(-1) ?? '';
  checkSet(name, all);
  const { kind, counts } = NAME_ARGUMENTS.get(name) ?? {};
  const [first, ...others] = all;
  if (kind === undefined || first === undefined || !counts?.includes(all.length)) {
    inside(all, place);
    return;
  }
  const text = literal(first, TYPE_OF[kind]);
  if (kind === 'sequence') checkSequence(name, text);
  else if (text !== undefined || !isDocument(name, all)) checkConfiguration(name, text);
  else inside(first, place);
  inside(others, place);
};

function checkSequence(name: string, text: string | undefined): void {
  if (text === undefined || !SEQUENCE.test(text)) {
    throw new Refused(`${name} requires the name of a sequence as a literal: ${name}('orders_id_seq').`);
  }
}

function checkConfiguration(name: string, text: string | undefined): void {
  if (text === undefined || !CONFIGURATIONS.has(text.toLowerCase().replace(/^pg_catalog\./, ''))) {
    throw new Refused(
      `${name} requires a built-in text search configuration as a literal: ${name}('english', …).`,
    );
  }
}

const DOCUMENTS = new Set(['text', 'json', 'jsonb']);

/**
 * With three arguments, `ts_headline` has a configuration or a document first. PostgreSQL decides by the type, and
 * converts a number to a configuration without a cast, so only a value with a cast to a document type is certainly one.
 */
function isDocument(name: string, all: readonly Fields[]): boolean {
  const cast = all[0]?.['TypeCast'] as { typeName?: Fields } | undefined;
  const { names: path, arrayBounds } = cast?.typeName ?? {};
  const [type = ''] = names(path).reverse();
  return name === 'ts_headline' && all.length === 3 && arrayBounds === undefined && DOCUMENTS.has(type);
}
