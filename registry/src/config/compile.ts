import type { Issue } from '@plexica/sdk/errors';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { didYouMean } from '../did-you-mean.ts';
import { issuePath } from '../issue-path.ts';
import { LinearPattern } from './linear-pattern.ts';
import { patternsOf } from './patterns.ts';
import { problemOf } from './problem.ts';
import { countingWork, countWork } from './work-of-schema.ts';

type Compiled =
  { validate: ValidateFunction; issues?: undefined } | { validate?: undefined; issues: Issue[] };

/** Refuses keys that the schema does not name, unless the schema says otherwise. */
function closed(schema: Record<string, unknown>): Record<string, unknown> {
  const opened = ['additionalProperties', 'unevaluatedProperties'].some((keyword) =>
    Object.hasOwn(schema, keyword),
  );
  return opened ? schema : { ...schema, unevaluatedProperties: false };
}

/** Recently compiled schemas by their text: the same few are used repeatedly, and compiling takes 10 ms. */
const compiledBefore = new Map<string, Compiled>();
const remembered = 50;

/** Compiles the schema of a configuration. Call `validate` within `withinWork`: the schema may be hostile. */
export function compileConfigSchema(schema: Record<string, unknown>): Compiled {
  const text = JSON.stringify(schema);
  const before = compiledBefore.get(text);
  if (before) return before;
  const compiled = compile(schema);
  const [oldest] = compiledBefore.keys();
  if (compiledBefore.size >= remembered && oldest !== undefined) compiledBefore.delete(oldest);
  compiledBefore.set(text, compiled);
  return compiled;
}

function compile(schema: Record<string, unknown>): Compiled {
  const { patterns, issues } = patternsOf(schema);
  const linear = (pattern: string) => patterns.get(pattern) ?? new LinearPattern(pattern);
  linear.code = 'linear';
  const ajv = new Ajv2020({
    allErrors: true,
    verbose: true,
    useDefaults: true,
    strict: true,
    strictTypes: false,
    strictRequired: false,
    allowUnionTypes: true,
    inlineRefs: false,
    logger: false,
    // Ajv would try the patterns on the names itself, with an engine that backtracks; `patternsOf` has done so.
    allowMatchingProperties: true,
    code: { regExp: linear },
  });
  formats.default(ajv);
  countWork(ajv);
  ajv.addVocabulary([
    { keyword: 'x-plexica-scope', schemaType: 'string' },
    { keyword: 'x-plexica-personal', schemaType: 'boolean' },
  ]);
  if (!ajv.validateSchema(schema)) return { issues: metaschemaIssues(ajv.errors ?? []) };
  if (issues.length > 0) return { issues };
  try {
    return { validate: ajv.compile(countingWork(closed(schema))) };
  } catch (error) {
    const message = (error as Error).message.replace(/^strict mode: /, '');
    const keyword = /^unknown keyword: "(.*)"$/.exec(message)?.[1];
    const near = keyword === undefined ? '' : didYouMean(keyword, Object.keys(ajv.RULES.all));
    return { issues: [{ path: 'config', message: `is not valid JSON Schema: ${message}${near}` }] };
  }
}

/** One problem per place: the metaschema tries several forms and complains about each. */
function metaschemaIssues(errors: readonly ErrorObject[]): Issue[] {
  const byPath = new Map<string, Issue>();
  for (const error of errors) {
    const path = issuePath(['config', ...pointerKeys(error.instancePath)]);
    if (!byPath.has(path))
      byPath.set(path, { path, message: `is not valid JSON Schema: it ${problemOf(error)}` });
  }
  return [...byPath.values()].slice(0, 20);
}

/** The keys of a JSON Pointer (RFC 6901); those that are numbers are taken for indexes. */
export function pointerKeys(pointer: string): PropertyKey[] {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((key) => (/^(0|[1-9]\d{0,8})$/.test(key) ? Number(key) : key));
}
