import { createHash, randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { chmod, copyFile, mkdir, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { toOneFile } from './one-file.ts';
import { seccompProgram } from './seccomp/program.ts';
import { isRoot } from './walls.ts';

/** Files that every sandboxed process needs besides its bundle. */
export interface Runtime {
  node: string;
  /** Holds the bootstrap and a package.json that says it is an ES module. */
  folder: string;
}

/** Where the bootstrap is in `Runtime.folder`. */
export const MAIN = 'bootstrap/main.js';
/** Where the filter of system calls is in it, for architectures that have one. */
export const FILTER = 'system-calls.bpf';

const BOOTSTRAP = join(import.meta.dirname, `../capabilities/in-sandbox${extname(import.meta.filename)}`);
/** Milliseconds without a start after which files of another version are removed. */
const UNUSED = 60 * 60_000;
const PACKAGE = join(import.meta.dirname, '../../../package.json');

/**
 * Writes the channel and bootstrap as one file, and the system call filter, to `shared`, named by content. Also copies
 * the Node binary if the host runs as root and the users of sandboxes cannot access it.
 *
 * @param bootstrap absolute path of the module that it begins with; its capabilities are those of `in-sandbox.ts` if
 *   absent
 */
export async function prepareRuntime(shared: string, bootstrap = BOOTSTRAP): Promise<Runtime> {
  const main = await toOneFile(bootstrap);
  const filter = seccompProgram(process.arch) ?? Buffer.alloc(0);
  const hash = createHash('sha256').update(main).update(filter);
  const folder = join(shared, `sandbox-${hash.digest('hex').slice(0, 16)}`);
  await once(folder, async (draft) => {
    await mkdir(join(draft, 'bootstrap'), { recursive: true });
    await copyFile(PACKAGE, join(draft, 'package.json'));
    await writeFile(join(draft, MAIN), main);
    await writeFile(join(draft, FILTER), filter);
    // Whatever the umask is: the users of sandboxes read these files.
    for (const file of ['package.json', MAIN, FILTER]) await chmod(join(draft, file), 0o644);
    for (const path of [join(draft, 'bootstrap'), draft]) await chmod(path, 0o755);
  });
  const node = await reachableNode(shared);
  await removeOthers(shared, [folder, node]);
  return { node, folder };
}

/**
 * Removes files of other versions. Several builders can share the folder and may be about to use their files, so
 * recently used ones are kept.
 */
async function removeOthers(shared: string, current: string[]): Promise<void> {
  const now = Date.now();
  for (const name of await readdir(shared)) {
    const path = join(shared, name);
    if (!/^(?:sandbox|node)-/.test(name)) continue;
    if (current.includes(path)) await utimes(path, now / 1000, now / 1000);
    else if (now - (await stat(path)).mtimeMs > UNUSED) await rm(path, { recursive: true, force: true });
  }
}

async function reachableNode(shared: string): Promise<string> {
  const node = process.execPath;
  if (!isRoot || (await othersCanRun(node))) return node;
  // Not by content: reading 150 MB at every start would take longer than the start.
  const { size, mtimeMs } = await stat(node);
  const copy = join(shared, `node-${process.versions.node}-${size}-${Math.trunc(mtimeMs)}`);
  await once(copy, async (draft) => {
    await copyFile(node, draft, constants.COPYFILE_FICLONE);
    await chmod(draft, 0o755);
  });
  return copy;
}

async function othersCanRun(file: string): Promise<boolean> {
  for (let path = file; ; path = dirname(path)) {
    const { mode } = await stat(path);
    if ((mode & 0o001) === 0) return false;
    if (path === dirname(path)) return true;
  }
}

/** Creates `path` unless it exists. A partial one is never mistaken for complete. */
async function once(path: string, make: (draft: string) => Promise<void>): Promise<void> {
  if (await exists(path)) return;
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    await make(draft);
    await rename(draft, path);
  } catch (error) {
    // Another server may have created it first.
    if (!(await exists(path))) throw error;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
