import type { Find, Found } from './found.ts';
import { hostCovers } from './patterns.ts';

/** Descriptions of known keys. Other keys are shown by name. */
const WORDS: Record<string, (value: string) => string> = {
  'access.network': (host) => `reaches ${host} over https`,
  'access.storage': () => 'stores files',
  'access.codeGeneration': () => 'creates code from text at run time (eval, new Function)',
  'access.members': () => 'reads names and addresses of members',
};

/**
 * Compares `access` of two manifests without knowing its keys, so that no later key is missed: a missing, `false` or empty
 * value asks for nothing, each item of a list asks for one thing, and a different text or number asks for more.
 */
export const moreOfAccess: Find = (now, before) => {
  const had = leaves('access', before?.access);
  const hosts = before?.access?.network ?? [];
  return leaves('access', now.access).filter(({ key, value }) =>
    key === 'access.network'
      ? !hosts.some((host) => hostCovers(host, value))
      : !had.some((one) => one.key === key && one.value === value),
  );
};

function leaves(key: string, asked: unknown): Found[] {
  if (asked === undefined || asked === null || asked === false || asked === '') return [];
  if (Array.isArray(asked)) return asked.flatMap((item) => leaves(key, item));
  if (typeof asked === 'object') {
    return Object.entries(asked).flatMap(([name, inner]) => leaves(`${key}.${name}`, inner));
  }
  const value = typeof asked === 'string' ? asked : JSON.stringify(asked);
  return [{ key, value, text: WORDS[key]?.(value) ?? `requests ${key}: ${value}` }];
}
