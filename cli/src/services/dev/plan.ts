import { join } from 'node:path';
import type { Planned } from '../../results/planned.ts';
import { readProjectFolder } from '../project/read.ts';
import { planOwnServer } from '../server/own-server.ts';
import { TENANT } from './reload.ts';

/** What `plexica dev` would bring. @throws PlexicaError `not_a_plugin`, `invalid_manifest` */
export async function planDevelop(options: {
  folder: string;
  port?: number | undefined;
  reset: boolean;
}): Promise<Planned> {
  const { folder, manifest, packageJson } = await readProjectFolder(options.folder);
  const { changes } = planOwnServer({ port: options.port, data: join(folder, '.plexica') });
  const detail = `${packageJson.version} in the tenant ${TENANT}${options.reset ? ', made anew without its data' : ''}`;
  return {
    dryRun: true,
    changes: [...changes, { action: 'create', resource: 'installation', name: manifest.id, detail }],
  };
}
