import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { createFilter } from '@rollup/pluginutils';
import { decodeText } from '@plexica/sdk/text';

/** Tells by the package's own word whether a module must run although nothing of it is used. */
export function sideEffects(): (path: string, packageJson: string | undefined) => boolean {
  const said = new Map<string, (path: string) => boolean>();
  return (path, packageJson) => {
    if (packageJson === undefined) return true;
    let isKept = said.get(packageJson);
    if (isKept === undefined) {
      isKept = filter(packageJson);
      said.set(packageJson, isKept);
    }
    return isKept(path);
  };
}

function filter(packageJson: string): (path: string) => boolean {
  const word = read(packageJson);
  if (typeof word === 'boolean') return () => word;
  const patterns = word.map((pattern) => {
    const plain = pattern.replace(/^\.?\//, '');
    return plain.includes('/') ? plain : `**/${plain}`;
  });
  return createFilter(patterns, null, { resolve: dirname(packageJson) });
}

function read(packageJson: string): boolean | string[] {
  try {
    const { sideEffects: word } = JSON.parse(decodeText(readFileSync(packageJson))) as {
      sideEffects?: unknown;
    };
    if (typeof word === 'boolean') return word;
    if (typeof word === 'string') return [word];
    return Array.isArray(word) ? word.filter((each) => typeof each === 'string') : true;
  } catch {
    return true;
  }
}
