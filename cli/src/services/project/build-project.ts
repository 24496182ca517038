import { performance } from 'node:perf_hooks';
import type { BuildResult } from '../../results/project.ts';
import type { Progress } from '../../terminal/progress.ts';
import { compile } from './build.ts';
import { writeBuilt } from './write-built.ts';

/** Builds a plugin into its `dist/`. @throws PlexicaError `not_a_plugin`, `invalid_manifest`, `build_failed`, `migration_refused` */
export async function buildProject(
  options: { folder: string; dryRun: boolean },
  progress: Progress,
): Promise<BuildResult> {
  const start = performance.now();
  const built = await compile(options.folder, progress);
  if (!options.dryRun) {
    await writeBuilt(built.folder, built.files);
  }
  const { id, version, backend } = built.manifest;
  return {
    plugin: id,
    version,
    folder: built.folder,
    files: Object.entries(built.files).map(([path, text]) => ({ path, bytes: Buffer.byteLength(text) })),
    routes: backend?.routes ?? [],
    lifecycle: backend?.lifecycle ?? [],
    warnings: built.warnings,
    milliseconds: Math.round(performance.now() - start),
    dryRun: options.dryRun,
  };
}
