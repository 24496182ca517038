import { Flags } from '@oclif/core';
import { PlexicaCommand } from '../command.ts';
import { dryRun, localFlags } from '../flags.ts';
import { withoutFolders } from '../home.ts';
import type { Started } from '../results/server.ts';
import { orPlanned } from '../terminal/planned.ts';
import { renderServerLog } from '../terminal/server-log.ts';

export default class Up extends PlexicaCommand {
  static override baseFlags = localFlags;
  static override summary = 'Run a complete Plexica server on this machine.';
  static override description =
    'Includes PostgreSQL and keeps all data in one folder. Saves its address and admin token as the context "local", ' +
    'which later commands use. Runs until Ctrl-C (exit code 130), SIGTERM or SIGHUP (exit code 0). The data is kept.';
  static override examples = [
    '<%= config.bin %> up',
    '<%= config.bin %> up --port 8080 --data ./plexica-data',
  ];
  static override flags = {
    port: Flags.integer({
      helpValue: '<port>',
      description: 'Port of the server. Default: PLEXICA_PORT or 7373. 0 picks a free port.',
      min: 0,
      max: 65535,
    }),
    data: Flags.string({
      description:
        'Folder for all data. Default: PLEXICA_DATA, or a system folder; for root /var/lib/plexica/default.',
      helpValue: '<path>',
    }),
    'dry-run': dryRun,
  };
  static override readonly runsUntilStopped = true;

  async run(): Promise<void> {
    const { flags } = await this.parse(Up);
    const { startOwnServer, stopOwnServer, untilStopped, planOwnServer } =
      await import('../services/server/own-server.ts');
    if (flags['dry-run']) {
      this.show(planOwnServer(flags), orPlanned(render));
      return;
    }
    const { contextNamed, readContexts, rememberContext } = await import('../services/context/contexts.ts');
    const { configDir } = this.config;
    const { stopSignal } = await import('../services/server/stop-signal.ts');
    const stop = stopSignal();
    const server = await startOwnServer({
      environment: withoutFolders(process.env),
      token: contextNamed(await readContexts(configDir), 'local')?.token,
      port: flags.port,
      data: flags.data,
      onLog: (line) => {
        const text = renderServerLog(line);
        if (text !== undefined) this.progress.note(text);
      },
      inUse: 'Another server already uses this data folder',
    });
    const { url, token, pid, data } = server;
    await rememberContext(configDir, 'local', { server: url, token });
    this.showLine<Started>({ event: 'ready', url, pid, context: 'local', data }, render);
    const signal = await untilStopped(server, stop);
    await stopOwnServer(server);
    this.progress.note('Stopped. The data is kept.');
    this.exit(signal === 'SIGINT' ? 130 : 0);
  }
}

function render({ url, context, data }: Started): string {
  return `Plexica runs at ${url} (context ${context}). Data folder: ${data}. Press Ctrl-C to stop.`;
}
