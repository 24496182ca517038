import { randomUUID } from 'node:crypto';
import { access, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { unpackPackage } from '@plexica/registry';
import { PlexicaError } from '@plexica/sdk/errors';
import type { RegistryPlatform } from './platform.ts';
import type { Version } from './model.ts';
import { findVersion } from './version.ts';

/** What tells a version from all others, also from one that had its name before. */
export type Identity = Pick<Version, 'plugin' | 'version' | 'integrity'>;

/** Where a version lies unpacked. Its name holds the content, since a version that was removed may come back with other. */
export function bundleFolder(shared: string, { plugin, version, integrity }: Identity): string {
  const content = Buffer.from(integrity.slice('sha512-'.length), 'base64').toString('hex').slice(0, 12);
  return join(shared, 'bundles', plugin, `${version}-${content}`);
}

/** Plugin ids have no dot, so no plugin's bundles can lie here. */
function draftsFolder(shared: string): string {
  return join(shared, 'bundles', '.drafts');
}

/** A published version and where its files are. */
export interface Opened {
  published: Version;
  /** Absolute folder. */
  bundle: string;
}

/** @throws PlexicaError `version_not_found`, also where other octets have its name now */
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

/** By folder, those that are being unpacked by this process: whoever else asks for one waits for the same. */
const unpacking = new Map<string, Promise<string>>();

/**
 * A published version as files, unpacked at the first call: `dist/`, `migrations/`, `package.json`, … The folder is
 * complete from the moment it exists, whoever else unpacks it at the same time or is killed doing so. Folders are 0755
 * and files 0644, and they belong to the server's user: plugins can read and not write them.
 *
 * @returns the absolute folder
 * @throws Error with code ENOENT where its octets are gone
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

/** Also where it is being unpacked just now. */
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
    // Somebody else was faster: a folder with files in it is never replaced by a rename.
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

/** Removes bundles that were not finished, and those of versions that are gone. Only before requests are taken. */
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
