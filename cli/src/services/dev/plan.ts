import type { Planned } from '../../results/planned.ts';
import { readProjectFolder } from '../project/read.ts';
import { DEV_TENANT } from '../context/dev-context.ts';
import { planOwnServer } from '../server/own-server.ts';
import { checkDevData, devFolder } from './dev-data.ts';

/** What `plexica dev` would create. @throws PlexicaError `not_a_plugin`, `invalid_manifest`, `untrusted_data` */
export async function planDevelop(options: {
  configFolder: string;
  folder: string;
  port?: number | undefined;
  reset: boolean;
  trustData: boolean;
}): Promise<Planned> {
  const { folder, manifest, packageJson } = await readProjectFolder(options.folder);
  await checkDevData({ project: folder, configFolder: options.configFolder, trust: options.trustData });
  const { changes } = planOwnServer({ port: options.port, data: devFolder(folder) });
  const detail = `${packageJson.version} in the tenant ${DEV_TENANT}${options.reset ? ', recreated; erases its data' : ''}`;
  return {
    dryRun: true,
    changes: [...changes, { action: 'create', resource: 'installation', name: manifest.id, detail }],
  };
}
