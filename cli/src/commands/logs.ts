import { Args, Flags } from '@oclif/core';
import { PlexicaCommand } from '../command.ts';
import { tenant, yes } from '../flags.ts';
import type { LogLines } from '../results/installations.ts';
import { renderLogLine } from '../terminal/log-line.ts';

export default class Logs extends PlexicaCommand {
  static override summary = "Show a plugin's log in a tenant, the newest line last.";
  static override description =
    'With --follow it goes on until Ctrl-C; with --json too, every line is one JSON object.';
  static override examples = [
    '<%= config.bin %> logs crm --tenant acme',
    '<%= config.bin %> logs crm --tenant acme --follow --json',
  ];
  static override args = { plugin: Args.string({ description: 'Id of the plugin.', required: true }) };
  static override flags = {
    tenant,
    follow: Flags.boolean({ char: 'f', description: 'Go on with new lines.', default: false }),
    limit: Flags.integer({
      description: 'How many of the newest lines, 1 to 1000.',
      default: 100,
      min: 1,
      max: 1000,
    }),
    yes,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Logs);
    const { followLogs, readLogs } = await import('../services/installations/logs.ts');
    const installed = { plugin: args.plugin, tenant: await this.tenantOf(flags) };
    if (flags.follow) {
      for await (const line of followLogs(await this.connection(flags), installed, flags.limit)) {
        this.showLine(line, renderLogLine);
      }
    } else {
      this.show(await readLogs(await this.api(flags), installed, flags.limit), render);
    }
  }
}

function render({ lines }: LogLines): string {
  return lines.map(renderLogLine).join('\n');
}
