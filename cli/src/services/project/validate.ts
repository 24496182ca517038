import type { Validated } from '../../results/project.ts';
import { checkMigrations } from './check-migrations.ts';
import { readProjectFolder } from './read.ts';

/** @throws PlexicaError `not_a_plugin`, `invalid_manifest` with every problem, `migration_refused` */
export async function validateProject(path: string): Promise<Validated> {
  const { folder, manifest, packageJson } = await readProjectFolder(path);
  const migrations = await checkMigrations(folder);
  return { plugin: manifest.id, version: packageJson.version, folder, migrations, valid: true };
}
