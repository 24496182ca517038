import { Args } from '@oclif/core';
import { PlexicaCommand } from '../command.ts';
import { config, dryRun, tenant, trust, yes } from '../flags.ts';
import { renderInstalled } from '../terminal/installation.ts';
import { orPlanned } from '../terminal/planned.ts';

export default class Install extends PlexicaCommand {
  static override summary = 'Install a plugin, and what it depends on, in a tenant.';
  static override description =
    'Makes its tables, runs onInstall and switches it on, or undoes everything. --dry-run shows what it would bring.';
  static override examples = [
    '<%= config.bin %> install crm --tenant acme',
    '<%= config.bin %> install crm@^1.2 --tenant acme --config currency=EUR --dry-run',
  ];
  static override args = {
    plugin: Args.string({
      description: 'Id, with a version, range or tag: crm, crm@^1, crm@beta.',
      required: true,
    }),
  };
  static override flags = {
    tenant,
    config,
    trust,
    'dry-run': dryRun,
    yes,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Install);
    const { installPlugin } = await import('../services/installations/installations.ts');
    const installation = await installPlugin(await this.api(flags), {
      tenant: await this.tenantOf(flags),
      reference: args.plugin,
      config: flags.config ?? [],
      trust: flags.trust,
      dryRun: flags['dry-run'],
    });
    this.show(installation, orPlanned(renderInstalled));
  }
}
