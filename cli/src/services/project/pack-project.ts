import { join, resolve } from 'node:path';
import { packPlugin, type PackedPlugin } from '@plexica/registry';
import type { PackResult } from '../../results/project.ts';
import type { Progress } from '../../terminal/progress.ts';
import { compile } from './build.ts';
import { atItsSource } from './secret-source.ts';
import { writePackage } from './write-package.ts';

export interface PackOptions {
  folder: string;
  /** Folder that the package is written to; that of the plugin if absent. */
  output: string | undefined;
  /** With it nothing is written. */
  dryRun: boolean;
}

/**
 * Builds a plugin and writes its package.
 *
 * @throws PlexicaError `not_a_plugin`, `invalid_manifest`, `build_failed`, `migration_refused`, `invalid_package`,
 *   `package_too_large`, `bad_usage` where the output cannot be written to
 */
export async function packProject(options: PackOptions, progress: Progress): Promise<PackResult> {
  const { packed, warnings } = await buildAndPack(options.folder, progress);
  const output = resolve(options.output ?? options.folder);
  const file = join(output, packed.fileName);
  if (!options.dryRun) {
    await writePackage(file, packed.bytes);
  }
  const { manifest, size, unpackedSize, integrity, entries } = packed;
  return {
    plugin: manifest.id,
    version: manifest.version,
    file,
    bytes: size,
    unpackedBytes: unpackedSize,
    integrity,
    entries: entries.map((entry) => ({ path: entry.path, bytes: entry.size })),
    warnings,
    dryRun: options.dryRun,
  };
}

/** The package of the project as it is now, in memory. Nothing is written into the project, which may be read-only. */
export async function buildAndPack(
  folder: string,
  progress: Progress,
): Promise<{ packed: PackedPlugin; warnings: string[] }> {
  const built = await compile(folder, progress);
  const packed = await progress.step('Packed the plugin', () =>
    packPlugin(built.folder, built.files).catch(atItsSource(built)),
  );
  return { packed, warnings: built.warnings };
}
