import { packageContents, type Unwritten } from './contents.ts';
import { gzip } from './gzip.ts';
import { inspectPackage } from './inspect.ts';
import type { InspectedPackage } from './inspected-package.ts';
import { packageLimits } from './limits.ts';
import { tooLarge } from './refusal.ts';
import { writeTar, type PackedFile } from './tar-writer.ts';

export interface PackedPlugin extends InspectedPackage {
  /** The tarball, at most 50 MiB. */
  bytes: Buffer;
  /** `crm-1.2.0.tgz` */
  fileName: string;
}

/**
 * Packs a built project. The same files give the same bytes. The result has passed the checks that a server makes.
 * Nothing is written.
 *
 * @param project its folder
 * @param unwritten what its build has made, where that is not in the folder
 * @throws PlexicaError `not_built`, `package_too_large`, `invalid_package` (for instance a secret, with file and line)
 *   or `invalid_manifest`
 */
export async function packPlugin(project: string, unwritten?: Unwritten): Promise<PackedPlugin> {
  const bytes = await packUnchecked(project, unwritten);
  const inspected = await inspectPackage([bytes]);
  return { ...inspected, bytes, fileName: `${inspected.manifest.id}-${inspected.manifest.version}.tgz` };
}

/**
 * The tarball of a built project, for a server that checks it anyway.
 *
 * @param project its folder
 * @param unwritten what its build has made, where that is not in the folder
 * @throws PlexicaError `not_built`, `package_too_large`, `invalid_manifest`, or `invalid_package` for a link or a missing asset
 */
export async function packUnchecked(project: string, unwritten?: Unwritten): Promise<Buffer> {
  const files = await packageContents(project, unwritten);
  const unpacked = files.reduce((sum, { size }) => sum + size, 0);
  if (unpacked > packageLimits.unpacked)
    throw tooLarge(`The package unpacks to ${mebibytes(unpacked)}; ${largest(files)}`);

  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of gzip(writeTar(files))) {
    size += chunk.length;
    if (size > packageLimits.packed) {
      throw tooLarge(
        `The package has more than ${mebibytes(packageLimits.packed)} packed; ${largest(files)}`,
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function mebibytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}

function largest(files: readonly PackedFile[]): string {
  const three = files.toSorted((a, b) => b.size - a.size).slice(0, 3);
  return `the largest files are ${three.map(({ path, size }) => `${path} (${mebibytes(size)})`).join(', ')}`;
}
