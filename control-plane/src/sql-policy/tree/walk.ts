import type { Node } from 'libpg-query';
import { Refused } from './refused.ts';

export type Fields = Record<string, unknown>;

/** Where a value was found. */
export interface Place {
  /** The fields of its part: its siblings. */
  part: Fields;
  /** The rules that hold for all parts of this text. */
  rules: Rules;
  /** Parts around it. */
  depth: number;
}

/**
 * A rule for a field of the parse tree.
 *
 * @throws Refused
 */
export type Rule = (value: unknown, place: Place) => void;

export type Rules = Readonly<Record<string, Readonly<Record<string, Rule>>>>;

type Each<T> = T extends unknown ? (part: T) => void : never;
type Parts = Each<Node> extends (part: infer All) => void ? All : never;

/** For some parts of the parse tree, a rule for each of their fields. */
export type RulesOf<Name extends keyof Parts> = { [Part in Name]: Record<keyof Parts[Part], Rule> };
export type SomeRules = Partial<RulesOf<keyof Parts>>;

/** Maximum depth of parts. PostgreSQL itself fails at a few thousand. */
const DEPTH = 750;

/** Checks one part and its content. Parts and fields without a rule are refused. */
export function checkPart(name: string, value: unknown, rules: Rules, depth = 0): void {
  const part = Object.hasOwn(rules, name) ? rules[name] : undefined;
  if (part === undefined) throw new Refused(`${spoken(name)} is not allowed in a plugin's SQL.`);
  if (depth > DEPTH) throw new Refused('The statement is nested too deeply.', '54001');
  const fields = value as Fields;
  const place: Place = { part: fields, rules, depth: depth + 1 };
  for (const field in fields) {
    const rule = Object.hasOwn(part, field) ? part[field] : undefined;
    if (rule === undefined) throw new Refused(`${spoken(name)} with ${field} is not allowed.`);
    rule(fields[field], place);
  }
}

/** Flags, numbers, positions, values, and names that the statement defines. PostgreSQL looks none of them up. */
export const free: Rule = () => undefined;

/** One part or a list of parts, each with its name. */
export const inside: Rule = (value, place) => {
  if (Array.isArray(value)) {
    for (const item of value) inside(item, place);
    return;
  }
  for (const name in value as Fields) checkPart(name, (value as Fields)[name], place.rules, place.depth);
};

/** One part that the parser gives without its name. */
export function as(name: keyof Parts): Rule {
  return (value, place) => checkPart(name, value, place.rules, place.depth);
}

/** The field must be absent. */
export function never(message: string): Rule {
  const refuse: Rule = () => {
    throw new Refused(message);
  };
  return refuse;
}

/** Filled only by the analysis of PostgreSQL, after parsing. */
export const analysed: Rule = () => {
  throw new Refused('The parser returned an unexpected field.');
};

/** The names that a dotted path consists of. */
export function names(path: unknown): string[] {
  if (!Array.isArray(path)) return [];
  return path.flatMap((part: { String?: { sval?: string } }) =>
    part.String ? [part.String.sval ?? ''] : [],
  );
}

/** `LockingClause` as words. */
function spoken(name: string): string {
  return name.replace(/(Stmt|Expr|Clause)$/, '');
}
