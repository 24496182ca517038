import { Args } from '@oclif/core';
import { PlexicaError } from '@plexica/sdk/errors';
import { PlexicaCommand } from '../../command.ts';
import { configFile, dryRun, tenant, wait, yes } from '../../flags.ts';
import { renderChanged } from '../../terminal/configuration.ts';
import { orPlanned } from '../../terminal/planned.ts';

export default class SetConfig extends PlexicaCommand {
  static override summary = "Change a plugin's configuration in a tenant.";
  static override description =
    'Keeps all other keys, including other keys of an object. null removes a value. If the schema says that a key is a ' +
    'string, its value is used as typed: name=Acme. Otherwise the value is parsed as JSON if possible: limit=20, ' +
    'tags=["a","b"]. key=@file reads the value from a file, key=- from standard input. To start a value with @, type ' +
    '@@. On a terminal, a key without a value is prompted for; secrets stay hidden as you type.';
  static override examples = [
    '<%= config.bin %> config set crm currency=EUR --tenant acme',
    '<%= config.bin %> config set crm pageSize=null stages=\'["new","won"]\' --tenant acme',
    '<%= config.bin %> config set crm apiKey=@key.txt --tenant acme',
    '<%= config.bin %> config set crm apiKey --tenant acme',
  ];
  static override args = {
    plugin: Args.string({ description: 'Id of the plugin.', required: true }),
    'key=value': Args.string({ description: 'Values to set.', multiple: true }),
  };
  static override flags = { tenant, 'config-file': configFile, 'dry-run': dryRun, wait, yes };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(SetConfig);
    const { setConfig } = await import('../../services/installations/configuration.ts');
    const sources = { pairs: args['key=value'] ?? [], file: flags['config-file'] };
    if (sources.pairs.length === 0 && sources.file === undefined) {
      const tenant = flags.tenant === undefined && !this.canAsk(flags) ? ', --tenant' : '';
      throw new PlexicaError('bad_usage', `Missing: <key=value> or --config-file${tenant}.`);
    }
    const installed = { plugin: args.plugin, tenant: await this.tenantOf(flags) };
    const ask = this.canAsk(flags)
      ? (await import('../../services/installations/config-questions.ts')).askForConfig
      : undefined;
    const options = { ...sources, ask, dryRun: flags['dry-run'] };
    this.show(await setConfig(await this.api(flags), installed, options), orPlanned(renderChanged));
  }
}
