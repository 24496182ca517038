import { validatePartOfConfig, type Config } from '@plexica/registry';
import { PlexicaError } from '@plexica/sdk/errors';
import { parseValue } from './config-values.ts';
import { visible } from '../../terminal/visible.ts';

/** The part of a property's JSON Schema that says how to ask for its value. */
interface Property {
  type?: unknown;
  enum?: unknown[];
  description?: unknown;
  title?: unknown;
  writeOnly?: unknown;
  $ref?: string;
}

interface Schema {
  properties?: Record<string, Property | boolean>;
  $defs?: Record<string, Property | boolean>;
}

/** Longer descriptions are cut: a question has one line. */
const LONGEST = 120;

/** How one value is asked for. */
export type Prompt =
  | { kind: 'secret' | 'yes or no' | 'text'; message: string; property: Property }
  | { kind: 'choice'; message: string; property: Property; choices: { name: string; value: unknown }[] };

/** @param schema the JSON Schema of the whole configuration; what a plugin's author wrote is made harmless */
export function promptFor(schema: Schema, key: string): Prompt {
  const property = propertyOf(schema, key);
  const said = [property.description, property.title].find((text) => typeof text === 'string');
  const note = said === undefined ? '' : ` (${said.length > LONGEST ? `${said.slice(0, LONGEST)}…` : said})`;
  const message = visible(`${key}${note}`);
  if (property.writeOnly === true) return { kind: 'secret', message, property };
  if (Array.isArray(property.enum)) {
    const choices = property.enum.map((value) => ({
      name: visible(typeof value === 'string' ? value : JSON.stringify(value)),
      value,
    }));
    return { kind: 'choice', message, property, choices };
  }
  return { kind: property.type === 'boolean' ? 'yes or no' : 'text', message, property };
}

/** A property may be no more than a reference into `$defs`. */
function propertyOf({ properties = {}, $defs = {} }: Schema, key: string): Property {
  const own = Object.hasOwn(properties, key) ? properties[key] : undefined;
  if (typeof own !== 'object') return {};
  const name = own.$ref?.slice('#/$defs/'.length) ?? '';
  const shared = Object.hasOwn($defs, name) ? $defs[name] : undefined;
  return typeof shared === 'object' ? { ...shared, ...own } : own;
}

/** What is wrong with a value, by the schema; `undefined` where nothing is. */
export function problemWith(schema: object, values: Config, key: string): string | undefined {
  try {
    validatePartOfConfig(schema as Record<string, unknown>, values);
    return undefined;
  } catch (error) {
    if (!(error instanceof PlexicaError)) throw error;
    const own = error.issues.find(
      ({ path }) => path === key || (path.startsWith(key) && /^[.[]/.test(path.slice(key.length))),
    );
    return own === undefined ? undefined : visible(`${own.path} ${own.message}`);
  }
}

/**
 * Asks for values one after the other, each until it fits the schema. Those of secrets are not shown.
 *
 * @returns `given` with the answers
 * @throws Error `ExitPromptError` on Ctrl-C
 */
export async function askForConfig(
  schema: object,
  missing: readonly string[],
  given: Config,
): Promise<Config> {
  const values = { ...given };
  for (const key of missing) {
    const prompt = promptFor(schema, key);
    const validate = (value: unknown): string | true =>
      problemWith(schema, { ...values, [key]: value }, key) ?? true;
    // `__proto__` is a key like any other.
    const value = await ask(prompt, validate);
    Object.defineProperty(values, key, { value, enumerable: true, configurable: true, writable: true });
  }
  return values;
}

async function ask(prompt: Prompt, validate: (value: unknown) => string | true): Promise<unknown> {
  const { confirm, input, password, select } = await import('@inquirer/prompts');
  const { message, property } = prompt;
  const terminal = { output: process.stderr };
  const read = (text: string): unknown => (property.type === 'string' ? text : parseValue(text, property));
  const check = (text: string): string | true => (text === '' ? 'Enter a value.' : validate(read(text)));
  switch (prompt.kind) {
    case 'choice':
      return select({ message, choices: prompt.choices }, terminal);
    case 'yes or no':
      return confirm({ message, default: false }, terminal);
    case 'secret':
      return read(await password({ message, validate: check }, terminal));
    case 'text':
      return read(await input({ message, validate: check }, terminal));
  }
}
