import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { decodeText } from '@plexica/sdk/text';

/**
 * Names the sources of a source map so that they are the same on every machine: files of the project relative to
 * `dist/backend/`, packages as if they lay in its `node_modules`, wherever they are linked from.
 */
export function portableSource(folder: string): (source: string, map: string) => string {
  const packages = new Map<string, { name: string; root: string } | undefined>();
  const packageOf = (path: string): { name: string; root: string } | undefined => {
    const parent = dirname(path);
    if (parent === path) {
      return undefined;
    }
    if (!packages.has(parent)) {
      packages.set(parent, namedPackage(parent) ?? packageOf(parent));
    }
    return packages.get(parent);
  };
  return (source, map) => {
    const path = resolve(dirname(map), source);
    const inProject = relative(folder, path);
    if (!inProject.startsWith('..') && !inProject.includes('node_modules')) {
      return source.split(sep).join('/');
    }
    const found = packageOf(path);
    const name = found === undefined ? path.split(sep).at(-1) : join(found.name, relative(found.root, path));
    return `../../node_modules/${name?.split(sep).join('/')}`;
  };
}

function namedPackage(root: string): { name: string; root: string } | undefined {
  const file = join(root, 'package.json');
  if (!existsSync(file)) {
    return undefined;
  }
  const { name } = JSON.parse(decodeText(readFileSync(file))) as { name?: string };
  return name === undefined ? undefined : { name, root };
}
