import type { Stats } from 'node:fs';
import { lstat, readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PlexicaError } from '@plexica/sdk/errors';
import { decodeText } from '@plexica/sdk/text';
import type { BuiltManifest } from '../manifest/built-manifest.ts';
import { parseBuiltManifest, readPackageJson } from '../manifest/read.ts';
import { namedFiles } from './inspect.ts';
import { reducedPackageJson } from './package-json-rules.ts';
import { refusal } from './refusal.ts';
import type { PackedFile } from './tar-writer.ts';

/** Folders of a project that are packed, and which of their files. Names that start with a dot are left out. */
const folders: readonly { folder: string; ending: string }[] = [
  { folder: 'dist/ui', ending: '' },
  { folder: 'dist/backend', ending: '' },
  { folder: 'migrations', ending: '.sql' },
  { folder: 'events', ending: '.json' },
];

const singleFiles = ['dist/plexica.json'];
const documents = /^(readme|licen[cs]e|changelog|notice)(\.[a-z]+)?$/i;

/** Files of a build that are not on disk: path in the project, and content, or a promise of it. */
export type Unwritten = Readonly<Record<string, Content | (() => Promise<Content>)>>;

type Content = string | Uint8Array;

/**
 * The files that belong into the package of a built project, sorted by path.
 *
 * @param unwritten stand for the project's `dist/`, whatever lies there, and for any other file that they name
 * @throws PlexicaError `not_built`, `invalid_manifest`, or `invalid_package` for a link or a missing asset
 */
export async function packageContents(project: string, unwritten?: Unwritten): Promise<PackedFile[]> {
  const manifest = await readBuiltManifest(project, unwritten);
  const names = new Set(singleFiles);
  for (const name of await readdir(project)) if (documents.test(name)) names.add(name);
  for (const { folder, ending } of folders) {
    for (const name of await filesBelow(project, folder)) if (name.endsWith(ending)) names.add(name);
    for (const name of Object.keys(unwritten ?? {})) if (name.startsWith(`${folder}/`)) names.add(name);
  }
  const required = namedFiles(manifest);
  for (const name of required.keys()) names.add(name);

  const files = [inMemory('package.json', `${JSON.stringify(reducedPackageJson(manifest), null, 2)}\n`)];
  const paths = [...names];
  const found = await Promise.allSettled(paths.map((path) => fileOf(project, path, unwritten)));
  // If several are wrong, the same one is reported every time.
  for (const [index, path] of paths.entries()) {
    const outcome = found[index];
    if (outcome?.status === 'rejected') throw outcome.reason;
    const file = outcome?.value;
    if (file !== undefined) files.push(file);
    else if (required.has(path)) throw refusal(path, `is missing, but ${required.get(path)} names it`);
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function fileOf(
  project: string,
  path: string,
  unwritten: Unwritten | undefined,
): Promise<PackedFile | undefined> {
  const content = await contentOf(path, unwritten);
  if (content !== undefined) return inMemory(path, content);
  if (unwritten !== undefined && path.startsWith('dist/')) return undefined;
  const size = await regularFileSize(project, path);
  return size === undefined ? undefined : { path, size, content: { file: join(project, path) } };
}

function inMemory(path: string, given: Content): PackedFile {
  const content = Buffer.from(given as string);
  return { path, size: content.length, content };
}

async function contentOf(path: string, unwritten: Unwritten | undefined): Promise<Content | undefined> {
  const content = unwritten?.[path];
  return typeof content === 'function' ? content() : content;
}

async function textOf(path: string, unwritten: Unwritten | undefined): Promise<string | undefined> {
  return (await contentOf(path, unwritten))?.toString();
}

async function readBuiltManifest(project: string, unwritten: Unwritten | undefined): Promise<BuiltManifest> {
  const fromDisk = async (path: string) => decodeText(await readFile(join(project, path)));
  const text =
    (await textOf('dist/plexica.json', unwritten)) ??
    (await fromDisk('dist/plexica.json').catch((cause: unknown) => {
      throw new PlexicaError('not_built', 'dist/plexica.json is missing', { cause });
    }));
  const manifest = parseBuiltManifest(text);
  const { name, version } = readPackageJson(
    (await textOf('package.json', unwritten)) ?? (await fromDisk('package.json')),
  );
  if (name !== manifest.name || version !== manifest.version) {
    const built = `${manifest.name}@${manifest.version}`;
    throw new PlexicaError(
      'not_built',
      `dist/ was built as ${built}, but package.json says ${name}@${version}`,
    );
  }
  return manifest;
}

/** Bytes of a regular file; `undefined` where there is none. */
async function regularFileSize(project: string, path: string): Promise<number | undefined> {
  const found = await statWithoutLinks(project, path);
  if (!found) return undefined;
  if (!found.isFile()) throw refusal(path, 'is not a regular file; packages can only contain regular files');
  return found.size;
}

/**
 * Checks every folder in the path too, because a link could lead out of the project.
 *
 * @returns what is there; `undefined` where nothing is
 * @throws PlexicaError `invalid_package`
 */
async function statWithoutLinks(project: string, path: string): Promise<Stats | undefined> {
  let found: Stats | undefined;
  const parts = path.split('/');
  for (let length = 1; length <= parts.length; length += 1) {
    const part = parts.slice(0, length).join('/');
    found = await lstat(join(project, part)).catch(unlessMissing(undefined));
    if (!found) return undefined;
    if (found.isSymbolicLink())
      throw refusal(part, 'is a link; packages can only contain files of the project itself');
  }
  return found;
}

async function filesBelow(project: string, folder: string): Promise<string[]> {
  const found: string[] = [];
  if (!(await statWithoutLinks(project, folder))) return [];
  const entries = await readdir(join(project, folder), { withFileTypes: true }).catch(unlessMissing([]));
  for (const entry of entries) {
    const path = `${folder}/${entry.name}`;
    if (entry.name.startsWith('.')) continue;
    if (entry.isDirectory()) found.push(...(await filesBelow(project, path)));
    else found.push(path);
  }
  return found;
}

/** For `catch`: a value if the path does not exist. Other errors are thrown, or unreadable files would be left out. */
function unlessMissing<Value>(value: Value): (error: NodeJS.ErrnoException) => Value {
  return (error) => {
    if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
    return value;
  };
}
