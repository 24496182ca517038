import { randomUUID } from 'node:crypto';
import { access, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { unpackPackage } from '@plexica/registry';
import { PlexicaError } from '@plexica/sdk/errors';
import type { RegistryPlatform } from './platform.ts';
import type { Version } from './model.ts';
import { findVersion } from './version.ts';

/** Identifies a version, even if an earlier version had the same name. */
export type Identity = Pick<Version, 'plugin' | 'version' | 'integrity'>;

/**
 * Folder of the unpacked version. Its name contains the checksum, because a removed version may return with different
 * content.
 */
export function bundleFolder(shared: string, { plugin, version, integrity }: Identity): string {
  const content = Buffer.from(integrity.slice('sha512-'.length), 'base64').toString('hex').slice(0, 12);
  return join(shared, 'bundles', plugin, `${version}-${content}`);
}

/** Plugin ids have no dot, so this cannot be the folder of a plugin. */
function draftsFolder(shared: string): string {
  return join(shared, 'bundles', '.drafts');
}

/** A published version and where its files are. */
export interface Opened {
  published: Version;
  /** Absolute folder. */
  bundle: string;
}

/** @throws PlexicaError `version_not_found`, also if a different package has its name now */
export async function openVersion(
  platform: Pick<RegistryPlatform, 'shared' | 'packages' | 'tables'>,
  { plugin, version, integrity }: Pick<Identity, 'plugin' | 'version'> & Partial<Identity>,
): Promise<Opened> {
  const published = await findVersion(platform, plugin, version);
  if (integrity !== undefined && integrity !== published.integrity) {
    throw new PlexicaError('version_not_found', `${plugin} ${version} was removed in the meantime`);
  }
  return { published, bundle: await openBundle(platform, published) };
}

/** Bundles that this process is unpacking, by folder. Concurrent callers wait for the same one. */
const unpacking = new Map<string, Promise<string>>();

/**
 * A published version as files (`dist/`, `migrations/`, `package.json`, …), unpacked at the first call. The folder is
 * complete as soon as it exists, even if several processes unpack it or are killed. Folders have mode 0755 and files
 * 0644, and belong to the user of the server: plugins can read but not write them.
 *
 * @returns the absolute folder
 * @throws Error with code ENOENT if its package no longer exists
 */
export async function openBundle(
  platform: Pick<RegistryPlatform, 'shared' | 'packages'>,
  version: Identity,
): Promise<string> {
  const folder = bundleFolder(platform.shared, version);
  if (!unpacking.has(folder) && (await exists(folder))) return folder;
  const opened = unpacking.get(folder) ?? unpack(platform, version, folder);
  unpacking.set(folder, opened);
  try {
    return await opened;
  } finally {
    unpacking.delete(folder);
  }
}

/** Also if it is being unpacked. */
export async function removeBundle(shared: string, version: Identity): Promise<void> {
  const folder = bundleFolder(shared, version);
  await unpacking.get(folder)?.catch(() => undefined);
  await rm(folder, { recursive: true, force: true });
}

async function unpack(
  { shared, packages }: Pick<RegistryPlatform, 'shared' | 'packages'>,
  { plugin, integrity }: Identity,
  folder: string,
): Promise<string> {
  const draft = join(draftsFolder(shared), randomUUID());
  const { stream } = await packages.read(integrity);
  await unpackPackage(stream, draft, integrity);
  try {
    await mkdir(join(shared, 'bundles', plugin), { recursive: true, mode: 0o755 });
    await rename(draft, folder);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    // Another process was faster: rename never replaces a folder with files.
    if (!(await exists(folder))) throw error;
  }
  return folder;
}

async function exists(folder: string): Promise<boolean> {
  try {
    await access(folder);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

/** Removes unfinished bundles and those of removed versions. Call only before requests are served. */
export async function clearBundles({
  shared,
  tables,
}: Pick<RegistryPlatform, 'shared' | 'tables'>): Promise<void> {
  await rm(draftsFolder(shared), { recursive: true, force: true });
  const versions = await tables.versions.findAll({ attributes: ['plugin', 'version', 'integrity'] });
  const known = new Set(versions.map((version) => bundleFolder(shared, version)));
  for (const plugin of await entriesOf(join(shared, 'bundles'))) {
    for (const bundle of await entriesOf(plugin)) {
      if (!known.has(bundle)) await rm(bundle, { recursive: true, force: true });
    }
  }
}

async function entriesOf(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).map((name) => join(folder, name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
