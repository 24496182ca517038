import { Args, Flags } from '@oclif/core';
import { PlexicaCommand } from '../command.ts';
import { config, dryRun, tenant, trust, yes } from '../flags.ts';
import type { PlannedUpdate, UpdateResult } from '../results/installations.ts';
import { renderInstalled } from '../terminal/installation.ts';
import { renderPlanned } from '../terminal/planned.ts';

export default class Update extends PlexicaCommand {
  static override summary = 'Move an installed plugin to another version.';
  static override description =
    'Runs its new migrations and onUpdate in one transaction; if anything fails, the old version keeps running.';
  static override examples = [
    '<%= config.bin %> update crm --tenant acme',
    '<%= config.bin %> update crm@2.0.0 --tenant acme --dry-run',
  ];
  static override args = {
    plugin: Args.string({
      description: 'Id, with a version, range or tag; default: latest.',
      required: true,
    }),
  };
  static override flags = {
    tenant,
    config,
    trust,
    reset: Flags.boolean({
      description: 'Make the installation anew. All its data is lost.',
      default: false,
    }),
    'dry-run': dryRun,
    yes,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Update);
    const { updatePlugin } = await import('../services/installations/installations.ts');
    const tenant = await this.tenantOf(flags);
    if (flags.reset && !flags['dry-run']) {
      await this.confirm(`Erase all data of ${args.plugin} in ${tenant}?`, flags);
    }
    const installation = await updatePlugin(await this.api(flags), {
      tenant,
      reference: args.plugin,
      config: flags.config ?? [],
      trust: flags.trust,
      reset: flags.reset,
      dryRun: flags['dry-run'],
    });
    this.show(installation, render);
  }
}

function render(result: UpdateResult | PlannedUpdate): string {
  const { plugin, version, tenant } = result;
  const already = `${plugin} is already at ${version ?? 'this version'} in ${tenant}`;
  if ('dryRun' in result) {
    return result.unchanged ? `${already}; nothing would change.` : renderPlanned(result);
  }
  return result.unchanged ? `${already}; nothing changed.` : renderInstalled(result);
}
