import { PlexicaCommand } from '../command.ts';
import type { StatusResult } from '../results/server.ts';
import { fields } from '../terminal/table.ts';

export default class Status extends PlexicaCommand {
  static override summary = 'Show the current server: its version, isolation and tenants.';
  static override examples = [
    '<%= config.bin %> status',
    '<%= config.bin %> status --server http://127.0.0.1:7373',
  ];

  async run(): Promise<void> {
    const { flags } = await this.parse(Status);
    const { serverStatus } = await import('../services/server/status.ts');
    this.show(await serverStatus(await this.connection(flags)), render);
  }
}

function render({ server, context, version, status, walls, principal, tenants }: StatusResult): string {
  return fields([
    ['server', server],
    ['context', context],
    ['version', version],
    ['status', status],
    ['isolation', `${walls.kernel ? 'kernel wall' : 'no kernel wall'}: ${walls.why}`],
    ['limits', walls.limits],
    ['you are', principal ?? 'not logged in'],
    ['tenants', tenants],
  ]);
}
