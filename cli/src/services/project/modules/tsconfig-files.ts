import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * The files that say how TypeScript finds modules: each `tsconfig.json` from a source's folder up to the project's, and
 * what they extend. Those of packages are left out, which change only when packages do.
 *
 * @param folder absolute path of the project
 * @param entry absolute path of a source in it
 * @returns text by absolute path; files that are not there are left out
 */
export function tsconfigFiles(folder: string, entry: string): Map<string, string> {
  const found = new Map<string, string>();
  for (let place = dirname(entry); ; place = dirname(place)) {
    take(resolve(place, 'tsconfig.json'), found);
    if (place === folder || place === dirname(place)) return found;
  }
}

function take(file: string, found: Map<string, string>): void {
  const text = textOf(file);
  if (text === undefined || found.has(file)) return;
  found.set(file, text);
  // It may have comments and commas at the end, so that it is no JSON.
  const [, names = ''] = /"extends"\s*:\s*("[^"]*"|\[[^\]]*\])/.exec(text) ?? [];
  for (const [, name = ''] of names.matchAll(/"(\.[^"]*|\/[^"]*)"/g)) {
    const path = resolve(dirname(file), name);
    for (const each of [path, `${path}.json`]) take(each, found);
  }
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
