import type { Change } from '../changes/change.ts';
import type { TenantResource } from '../feature/tenant-resource.ts';
import type { Step } from '../operations/step.ts';
import { eraseInstallation, stopInstallation } from './erase.ts';
import type { InstallationsPlatform } from './platform.ts';

interface Installed {
  number: number;
  plugin: string;
}

/** The plugins of a tenant with their data. */
export function installationsOfTenants(platform: InstallationsPlatform): TenantResource<Installed[]> {
  const { changes, tables } = platform;
  return {
    name: 'installations',
    async plan(tenant) {
      const rows = await tables.installations.findAll({ where: { tenant }, order: ['plugin'] });
      return rows.map(({ plugin }): Change => ({
        action: 'delete',
        resource: 'installation',
        name: plugin,
        detail: 'with all its data',
      }));
    },
    async collect(tenant, transaction) {
      const rows = await tables.installations.findAll({ where: { tenant }, order: ['number'], transaction });
      return rows.map(({ number, plugin }) => ({ number, plugin }));
    },
    steps: ({ slug }, installed) => [
      {
        name: 'stop its plugins',
        outside: true,
        run: async () => {
          changes.tell('tenants');
          for (const { number } of installed) await stopInstallation(platform, number);
        },
      },
      ...installed.map(({ number, plugin }): Step => ({
        name: `erase ${plugin}`,
        run: async ({ transaction }) =>
          eraseInstallation(platform, { number, tenant: slug, plugin }, transaction),
      })),
    ],
  };
}
