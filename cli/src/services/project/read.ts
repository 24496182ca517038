import { readFile, realpath, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { issueText, PlexicaError } from '@plexica/sdk/errors';
import { decodeText, encodingProblem } from '@plexica/sdk/text';
import { manifestIssue, readProject, type Project } from '@plexica/registry';
import { isMissing } from './missing.ts';

/** A plugin's folder with its two descriptions, both valid. */
export interface ProjectFolder extends Project {
  /** Absolute. */
  folder: string;
  /** Absolute path of the backend's source, or `undefined` for a plugin without a backend. */
  entry: string | undefined;
}

/**
 * Reads `plexica.json` and `package.json`.
 *
 * @throws PlexicaError `not_a_plugin`, `invalid_manifest`
 */
export async function readProjectFolder(path: string): Promise<ProjectFolder> {
  // Modules are known by their real paths.
  const folder = await realpath(path).catch(() => resolve(path));
  const manifestText = await textOf(join(folder, 'plexica.json'));
  if (manifestText === undefined) {
    throw new PlexicaError('not_a_plugin', `${folder} has no plexica.json.`);
  }
  const packageText = await textOf(join(folder, 'package.json'));
  if (packageText === undefined) {
    throw new PlexicaError('not_a_plugin', `${folder} has a plexica.json but no package.json.`, {
      hint: 'package.json contains the name and version of a plugin. Create it with `npm init`.',
    });
  }
  const project = readProject(manifestText, packageText);
  return { ...project, folder, entry: await entryOf(folder, project, manifestText) };
}

async function entryOf(
  folder: string,
  { manifest }: Project,
  manifestText: string,
): Promise<string | undefined> {
  const name = manifest.backend?.entry ?? 'src/index.ts';
  const entry = join(folder, name);
  if (await isFile(entry)) {
    return entry;
  }
  if (manifest.backend === undefined) {
    return undefined;
  }
  const issue = manifestIssue(
    manifestText,
    'backend.entry',
    `names ${name}, which does not exist; create the file or name another one`,
  );
  throw new PlexicaError('invalid_manifest', issueText(issue), { issues: [issue] });
}

async function textOf(file: string): Promise<string | undefined> {
  const bytes = await readFile(file).catch((error: unknown) => {
    if (!isMissing(error)) throw error;
    return undefined;
  });
  if (bytes === undefined) return undefined;
  const problem = encodingProblem(bytes);
  if (problem === undefined) return decodeText(bytes);
  throw new PlexicaError('invalid_manifest', `${basename(file)} ${problem}.`, {
    hint: 'Save the file as UTF-8.',
  });
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    (error: unknown) => {
      if (!isMissing(error)) throw error;
      return false;
    },
  );
}
