import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Template } from './catalogue.ts';

export interface ScaffoldOptions {
  template: Template;
  /** Plugin id and npm name, checked by the caller. */
  id: string;
  displayName: string;
  /** The values in package.json: a version range, or `file:` and a folder. */
  dependencies: { sdk: string; cli: string };
  /** Whether the dependencies are `file:` links to a checkout. */
  linked: boolean;
}

/** `path` is relative to the project, with `/`. */
export interface ScaffoldedFile {
  path: string;
  text: string;
}

const FILES = fileURLToPath(new URL('../files/', import.meta.url));

/** Files that npm would leave out of, or change in, a published package are stored under another name. */
const STORED_AS: Record<string, string> = { gitignore: '.gitignore' };

/** Every file of the project, sorted by path; nothing is written. */
export async function render(options: ScaffoldOptions): Promise<ScaffoldedFile[]> {
  const rendered = new Map<string, string>();
  for (const overlay of options.template.overlays) {
    const folder = join(FILES, overlay);
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    for (const entry of entries.filter((found) => found.isFile())) {
      const source = join(entry.parentPath, entry.name);
      const stored = source.slice(folder.length + 1).replaceAll(sep, '/');
      rendered.set(STORED_AS[stored] ?? stored, fill(await readFile(source, 'utf8'), stored, options));
    }
  }
  return [...rendered].map(([path, text]) => ({ path, text })).toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

/**
 * Writes the files of {@link render} below `folder`, which is created if it does not exist.
 *
 * @throws an error with `code: 'EEXIST'` rather than overwrite a file
 */
export async function scaffold(folder: string, files: readonly ScaffoldedFile[]): Promise<void> {
  for (const { path, text } of files) {
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, text, { flag: 'wx' });
  }
}

function fill(text: string, path: string, options: ScaffoldOptions): string {
  const values: Record<string, string> = {
    id: options.id,
    displayName: options.displayName,
    sdk: options.dependencies.sdk,
    cli: options.dependencies.cli,
    dependencies: dependencyNote(options.linked),
  };
  return text.replaceAll(/\{\{(\w+)\}\}/g, (placeholder, name: string) => {
    const value = values[name];
    if (value === undefined) {
      throw new Error(`template file ${path} has an unknown placeholder ${placeholder}`);
    }
    return path.endsWith('.json') ? JSON.stringify(value).slice(1, -1) : value;
  });
}

function dependencyNote(linked: boolean): string {
  if (!linked) {
    return 'The packages `@plexica/sdk` and `@plexica/cli` come from the npm registry.';
  }
  return [
    '## Where the packages come from',
    '',
    'This project was created from a clone of Plexica. In `package.json`, its dependencies `@plexica/sdk` and `@plexica/cli` are',
    '`file:` links to that clone. They only work on the machine where it was created, as long as the clone is built and stays there.',
    'To use published packages, replace the links with version ranges.',
  ].join('\n');
}
