import type { Validated } from '../../results/project.ts';
import { readProjectFolder } from './read.ts';

/** @throws PlexicaError `not_a_plugin`, `invalid_manifest` with every problem */
export async function validateProject(path: string): Promise<Validated> {
  const { folder, manifest, packageJson } = await readProjectFolder(path);
  return { plugin: manifest.id, version: packageJson.version, folder, valid: true };
}
