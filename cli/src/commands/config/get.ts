import { Args } from '@oclif/core';
import { PlexicaCommand } from '../../command.ts';
import { tenant, yes } from '../../flags.ts';
import { renderConfiguration } from '../../terminal/configuration.ts';

export default class GetConfig extends PlexicaCommand {
  static override summary = "Show a plugin's configuration in a tenant.";
  static override description = 'Lists the names of secrets, never their values.';
  static override examples = [
    '<%= config.bin %> config get crm --tenant acme',
    '<%= config.bin %> config get crm currency --tenant acme --json',
  ];
  static override args = {
    plugin: Args.string({ description: 'Id of the plugin.', required: true }),
    key: Args.string({ description: 'Key to show. Default: all keys.' }),
  };
  static override flags = { tenant, yes };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(GetConfig);
    const { getConfig } = await import('../../services/installations/configuration.ts');
    const installed = { plugin: args.plugin, tenant: await this.tenantOf(flags) };
    this.show(await getConfig(await this.api(flags), installed, args.key), renderConfiguration);
  }
}
