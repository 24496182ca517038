import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PlexicaError } from '@plexica/sdk/errors';
import { buildManifest, type BackendDescription, type BuiltManifest } from '@plexica/registry';
import type { Progress } from '../../terminal/progress.ts';
import { bundle, type BuiltFiles } from './bundle.ts';
import { bundleWarnings } from './bundle-warnings.ts';
import { checkMigrations } from './check-migrations.ts';
import { buildFailed, shownPath } from './code-problem.ts';
import { describeBackend } from './describe.ts';
import { readProjectFolder, type ProjectFolder } from './read.ts';
import { writeBuilt } from './write-built.ts';
import { typeCheck } from './type-check.ts';

export interface Built {
  folder: string;
  manifest: BuiltManifest;
  /** Path relative to the project, and content. */
  files: BuiltFiles;
  /** Likely mistakes in the code, and problems of its packages. */
  warnings: string[];
}

/**
 * Checks, bundles and describes a plugin without writing into the project.
 *
 * @throws PlexicaError `not_a_plugin`, `invalid_manifest`, `build_failed`, `migration_refused`
 */
export async function compile(path: string, progress: Progress): Promise<Built> {
  const project = await readProjectFolder(path);
  const { folder, entry } = project;
  if (entry === undefined) {
    await checkMigrations(folder);
    return { folder, ...complete(project, undefined, {}), warnings: [] };
  }
  const bundling = progress.step('Bundled the backend', () => bundle(folder, entry));
  const types = progress.step('Checked the types', () => requireTypes(folder));
  const migrations = checkMigrations(folder);
  // Waits for all, so that no process stays behind and the same one of several failures is reported every time.
  await Promise.allSettled([bundling, types, migrations]);
  const bundled = await bundling;
  await types;
  await migrations;
  const { files } = bundled;
  const { own, packages, shown } = bundleWarnings(project, bundled);
  for (const warning of [...own, ...shown]) progress.warn(warning);
  const backend = await progress.step('Read its routes in the sandbox', () => describeFiles(project, files));
  return { folder, ...complete(project, backend, files), warnings: [...own, ...packages] };
}

/**
 * Adds the complete manifest to the bundle.
 *
 * @throws PlexicaError `invalid_manifest` naming route, method and file if a route is invalid
 */
export function complete(
  project: ProjectFolder,
  backend: BackendDescription | undefined,
  files: BuiltFiles,
): Pick<Built, 'manifest' | 'files'> {
  if (backend?.routes.length === 0) {
    throw new PlexicaError('build_failed', `${sourceName(project)} declares no route.`, {
      hint: 'A backend needs at least one route: add @Route and @Permission before a method of its class.',
    });
  }
  const manifest = namingSource(project, backend, () => buildManifest(project, backend));
  return { manifest, files: { ...files, 'dist/plexica.json': `${JSON.stringify(manifest, null, 2)}\n` } };
}

async function requireTypes(folder: string): Promise<void> {
  const problems = await typeCheck(folder);
  if (problems.length > 0) {
    throw await buildFailed(folder, problems);
  }
}

async function describeFiles({ manifest }: ProjectFolder, files: BuiltFiles): Promise<BackendDescription> {
  const staging = await mkdtemp(join(tmpdir(), 'plexica-build-'));
  try {
    await writeBuilt(staging, files);
    return await describeBackend({
      folder: staging,
      codeGeneration: manifest.access?.codeGeneration === true,
    });
  } finally {
    await rm(staging, { recursive: true });
  }
}

function sourceName({ folder, entry }: ProjectFolder): string {
  return entry === undefined ? 'The plugin' : shownPath(folder, entry);
}

/** Replaces paths such as `backend.routes[2]` by method, path and file of the route. */
function namingSource<Result>(
  project: ProjectFolder,
  backend: BackendDescription | undefined,
  work: () => Result,
): Result {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof PlexicaError)) {
      throw error;
    }
    const issues = error.issues.map(({ path, message }) => {
      const route = backend?.routes[Number(/^backend\.routes\[(\d+)\]/.exec(path)?.[1])];
      return route === undefined
        ? { path, message }
        : { path: `${sourceName(project)} ${route.method} ${route.path}`, message };
    });
    const [first] = issues;
    throw new PlexicaError(
      error.code,
      first === undefined ? error.message : `${first.path}: ${first.message}`,
      {
        hint: error.hint,
        issues,
        cause: error,
      },
    );
  }
}
