import { readFile } from 'node:fs/promises';
import { relative, resolve, sep } from 'node:path';
import { findSecrets } from '@plexica/registry';
import { PlexicaError, type Issue } from '@plexica/sdk/errors';
import type { Built } from './build.ts';

/** What the registry says of a secret, in the issues of its refusal. */
const HOLDS = /^(contains .*) \(([0-9a-f]{16})\)$/;
const BUNDLE = /^package\/dist\/backend\//;

/**
 * For `catch`: the refusal of a package for its secrets names the files of the project that they were written in, instead
 * of those that were packed.
 */
export function atItsSource({
  folder,
  files,
}: Pick<Built, 'folder' | 'files'>): (error: unknown) => Promise<never> {
  return async (error) => {
    if (!(error instanceof PlexicaError) || !error.issues.some(({ message }) => HOLDS.test(message)))
      throw error;
    const issues: Issue[] = [];
    for (const { path, message } of error.issues) {
      const fingerprint = HOLDS.exec(message)?.[2];
      const source = BUNDLE.test(path) ? await sourceOf(folder, files, fingerprint) : undefined;
      issues.push({ path: source ?? path.replace(/^package\//, ''), message });
    }
    const [first] = issues as [Issue];
    const message = `${first.path} ${first.message.replace(HOLDS, '$1')}`;
    throw new PlexicaError(error.code, message, { hint: error.hint, issues, cause: error });
  };
}

/** File and line of the bundle's source that holds it; `undefined` where it was put together from pieces. */
async function sourceOf(
  folder: string,
  files: Built['files'],
  fingerprint: string | undefined,
): Promise<string | undefined> {
  const maps = Object.entries(files).filter(([path]) => path.endsWith('.map'));
  const sources = maps.flatMap(([, map]) => (JSON.parse(String(map)) as { sources: string[] }).sources);
  for (const source of sources) {
    const file = resolve(folder, 'dist/backend', source);
    const text = await readFile(file, 'utf8').catch(() => '');
    const found = findSecrets(text).find((secret) => secret.fingerprint === fingerprint);
    if (found !== undefined) return `${relative(folder, file).split(sep).join('/')}:${found.line}`;
  }
  return undefined;
}
