import { Flags } from '@oclif/core';
import { PlexicaCommand } from '../command.ts';
import { pluginOrDev, tenant, yes } from '../flags.ts';
import { PlexicaError } from '@plexica/sdk/errors';
import type { Connection } from '../services/context/connection.ts';
import type { InstalledPlugin } from '../services/installations/installations.ts';
import type { WantedLines } from '../services/installations/logs.ts';
import type { LogLines } from '../results/installations.ts';
import { renderLogLine } from '../terminal/log-line.ts';

export default class Logs extends PlexicaCommand {
  static override summary = "Show a plugin's log, newest line last.";
  static override description =
    'Includes the lines that the plugin logs and one line for each request: method, route, status and duration. ' +
    '--follow prints new lines until Ctrl-C. With --follow and --json, each line is a JSON object.';
  static override examples = [
    '<%= config.bin %> logs crm --tenant acme',
    '<%= config.bin %> logs --follow',
    '<%= config.bin %> logs crm --tenant acme --follow --json',
    '<%= config.bin %> logs crm --tenant acme --since 10m --level warn',
  ];
  static override args = { plugin: pluginOrDev };
  static override flags = {
    tenant,
    follow: Flags.boolean({ char: 'f', description: 'Keep printing new lines.', default: false }),
    since: Flags.string({
      description:
        'Only lines newer than this: an age (30s, 10m, 12h, 7d) or a time such as 2026-11-30T10:00Z.',
      helpValue: '<when>',
    }),
    level: Flags.option({
      description: 'Only lines of this level or above.',
      options: ['debug', 'info', 'warn', 'error'] as const,
    })(),
    limit: Flags.integer({
      helpValue: '<number>',
      description: 'Number of lines to show, from the newest: 1 to 1000.',
      default: 100,
      min: 1,
      max: 1000,
    }),
    yes,
  };
  static override readonly runsUntilStopped = true;

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Logs);
    const { readLogs } = await import('../services/installations/logs.ts');
    const installed = await this.installedOf(args.plugin, flags);
    const { follow, limit, since, level } = flags;
    const wanted = { limit, since, level };
    if (follow) {
      await this.follow(await this.connection(flags), installed, wanted);
    } else {
      const log = await readLogs(await this.api(flags), installed, wanted);
      if (log.lines.length === 0) {
        this.progress.note((since ?? level) ? 'No matching lines.' : 'No lines yet.');
      }
      this.show(log, render);
    }
  }

  private async follow(
    connection: Connection,
    installed: InstalledPlugin,
    wanted: WantedLines,
  ): Promise<void> {
    const { followLogs } = await import('../services/installations/logs.ts');
    await this.showUntilStopped((signal) => followLogs(connection, installed, wanted, signal), renderLogLine);
    throw new PlexicaError(
      'server_unreachable',
      `The log ended: the server at ${connection.url} stopped, or ${installed.plugin} was uninstalled.`,
      { hint: 'Check the server with `plexica status`, then follow the log again.' },
    );
  }
}

function render({ lines }: LogLines): string {
  return lines.map(renderLogLine).join('\n');
}
