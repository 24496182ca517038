import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { decodeText } from '@plexica/sdk/text';

/** Greedy, so it is the innermost `node_modules` that counts. */
const INSTALLED = /^.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/@][^\\/]*)/;

interface Package {
  name: string;
  version: string;
  root: string;
}

/**
 * Where each file lies in a bundle: files of the project as below it, those of packages below `npm/<name>`. It depends on
 * what packages are called and which come first, not on where they lie.
 */
export class Places {
  readonly #folder: string;
  readonly #packages = new Map<string, Package | undefined>();
  readonly #taken = new Map<string, string>();

  /** @param folder absolute path of the project */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** With `/`, relative to the folder of the bundle. */
  of(path: string): string {
    const own = relative(this.#folder, path).split(sep);
    if (own[0] !== '..' && !own.includes('node_modules')) return own.join('/');
    const found = this.packageOf(dirname(path));
    if (found === undefined) return `npm/${own.at(-1)}`;
    const { name, version, root } = found;
    let place = `npm/${name}`;
    // Of two versions, or copies, the first has the name alone.
    for (let copy = 1; (this.#taken.get(place) ?? root) !== root; copy++)
      place = `npm/${name}@${version}${copy === 1 ? '' : `+${copy}`}`;
    this.#taken.set(place, root);
    return `${place}/${relative(root, path).split(sep).join('/')}`;
  }

  /** The package that a folder belongs to: below `node_modules` by its place, else the nearest package.json with a name. */
  packageOf(folder: string): Package | undefined {
    if (!this.#packages.has(folder)) {
      const parent = dirname(folder);
      this.#packages.set(
        folder,
        installedPackage(folder) ??
          readPackage(folder) ??
          (parent === folder ? undefined : this.packageOf(parent)),
      );
    }
    return this.#packages.get(folder);
  }
}

function readPackage(root: string): Package | undefined {
  const file = join(root, 'package.json');
  if (!existsSync(file)) return undefined;
  try {
    const { name, version = '' } = JSON.parse(decodeText(readFileSync(file))) as {
      name?: unknown;
      version?: string;
    };
    // Those without a name only say what kind of modules a folder holds.
    return typeof name === 'string' && /^(?:@[\w.-]+\/)?[\w.-]+$/.test(name)
      ? { name, version, root }
      : undefined;
  } catch {
    return undefined;
  }
}

function installedPackage(folder: string): Package | undefined {
  const place = INSTALLED.exec(folder);
  if (place === null) return undefined;
  const [root, name = ''] = place;
  return { name: name.split(sep).join('/'), version: readPackage(root)?.version ?? '', root };
}
