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
  static override summary = "Show a plugin's log in a tenant, the newest line last.";
  static override description =
    'Beside what the plugin logs, it has a line for each request that the plugin was given: method, route, status and ' +
    'time. With --follow it goes on until Ctrl-C; with --json too, every line is one JSON object.';
  static override examples = [
    '<%= config.bin %> logs crm --tenant acme',
    '<%= config.bin %> logs --follow',
    '<%= config.bin %> logs crm --tenant acme --follow --json',
    '<%= config.bin %> logs crm --tenant acme --since 10m --level warn',
  ];
  static override args = { plugin: pluginOrDev };
  static override flags = {
    tenant,
    follow: Flags.boolean({ char: 'f', description: 'Go on with new lines.', default: false }),
    since: Flags.string({
      description: 'Only lines since then: 30s, 10m, 12h, 7d ago, or a time such as 2026-11-30T10:00Z.',
      helpValue: '<when>',
    }),
    level: Flags.option({
      description: 'Only lines of this level and above.',
      options: ['debug', 'info', 'warn', 'error'] as const,
    })(),
    limit: Flags.integer({
      description: 'How many of the newest lines, 1 to 1000.',
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
        this.progress.note((since ?? level) ? 'No such lines.' : 'No lines yet.');
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
    const { stopSignal } = await import('../services/server/stop-signal.ts');
    const stopped = new AbortController();
    let exit = 0;
    void stopSignal().then((signal) => {
      exit = signal === 'SIGINT' ? 130 : 0;
      stopped.abort();
    });
    // Whoever reads a pipe, such as head, may have enough.
    process.stdout.once('error', () => stopped.abort());
    try {
      for await (const line of followLogs(connection, installed, wanted, stopped.signal)) {
        this.showLine(line, renderLogLine);
      }
    } catch (error) {
      if (!stopped.signal.aborted) throw error;
    }
    if (stopped.signal.aborted) {
      this.exit(exit);
    }
    throw new PlexicaError(
      'server_unreachable',
      `The log ended: the server at ${connection.url} has stopped, or ${installed.plugin} was uninstalled.`,
      { hint: '`plexica status` says whether the server answers; then follow the log again.' },
    );
  }
}

function render({ lines }: LogLines): string {
  return lines.map(renderLogLine).join('\n');
}
