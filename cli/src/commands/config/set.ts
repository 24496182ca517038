import { Args } from '@oclif/core';
import { PlexicaCommand } from '../../command.ts';
import { dryRun, tenant, yes } from '../../flags.ts';
import { renderConfiguration } from '../../terminal/configuration.ts';
import { orPlanned } from '../../terminal/planned.ts';

export default class SetConfig extends PlexicaCommand {
  static override summary = "Change a plugin's configuration in a tenant.";
  static override description =
    'Other keys stay as they are. null takes a value away. For a key that is a string by its schema the value is taken as it ' +
    'is: name=Acme. For any other it is JSON where it can be, else text: limit=20, tags=["a","b"].';
  static override examples = [
    '<%= config.bin %> config set crm currency=EUR --tenant acme',
    '<%= config.bin %> config set crm pageSize=null stages=\'["new","won"]\' --tenant acme',
  ];
  static override args = {
    plugin: Args.string({ description: 'Id of the plugin.', required: true }),
    'key=value': Args.string({ description: 'One or more values.', required: true, multiple: true }),
  };
  static override flags = { tenant, 'dry-run': dryRun, yes };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(SetConfig);
    const { setConfig } = await import('../../services/installations/configuration.ts');
    const installed = { plugin: args.plugin, tenant: await this.tenantOf(flags) };
    const options = { pairs: args['key=value'], dryRun: flags['dry-run'] };
    this.show(await setConfig(await this.api(flags), installed, options), orPlanned(renderConfiguration));
  }
}
