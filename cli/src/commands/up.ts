import { Flags } from '@oclif/core';
import { PlexicaCommand } from '../command.ts';
import { dryRun, localFlags } from '../flags.ts';
import { withoutFolders } from '../home.ts';
import type { Started } from '../results/server.ts';
import { orPlanned } from '../terminal/planned.ts';
import { renderServerLog } from '../terminal/server-log.ts';

export default class Up extends PlexicaCommand {
  static override baseFlags = localFlags;
  static override summary = 'Run a whole control plane on this machine.';
  static override description =
    'Brings its own PostgreSQL and keeps everything in one folder. Its address and admin token are remembered as the ' +
    'context "local", which later commands use. Runs until Ctrl-C (exit code 130), SIGTERM or SIGHUP (0); the data stays.';
  static override examples = [
    '<%= config.bin %> up',
    '<%= config.bin %> up --port 8080 --data ./plexica-data',
  ];
  static override flags = {
    port: Flags.integer({
      description: 'Port; default: PLEXICA_PORT or 7373; 0 picks a free one.',
      min: 0,
      max: 65535,
    }),
    data: Flags.string({
      description:
        'Folder for all data; default: PLEXICA_DATA, or one of the system, for root /var/lib/plexica/default.',
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
      inUse: 'A server already uses this data folder',
    });
    const { url, token, pid, data } = server;
    await rememberContext(configDir, 'local', { server: url, token });
    this.showLine<Started>({ event: 'ready', url, pid, context: 'local', data }, render);
    const signal = await untilStopped(server, stop);
    await stopOwnServer(server);
    this.progress.note('Stopped; the data stays.');
    this.exit(signal === 'SIGINT' ? 130 : 0);
  }
}

function render({ url, context, data }: Started): string {
  return `Plexica runs at ${url} (context ${context}), its data in ${data}. Ctrl-C stops it.`;
}
