import { PlexicaCommand } from '../command.ts';
import type { Check, Diagnosis } from '../results/server.ts';
import { columns, paint, wrap } from '../terminal/style.ts';
import { visible } from '../terminal/visible.ts';

const MARKS = {
  ok: paint('green', '✓'),
  warning: paint('yellow', '!'),
  failed: paint('red', '✗'),
};

export default class Doctor extends PlexicaCommand {
  static override summary = 'Check that this machine meets the requirements of Plexica.';
  static override description =
    'Checks Node, plugin isolation, the database in DATABASE_URL, the port, the current server and the token. Exits with code 8 if a check fails.';
  static override examples = ['<%= config.bin %> doctor', '<%= config.bin %> doctor --json'];

  async run(): Promise<void> {
    const { flags } = await this.parse(Doctor);
    const { examine } = await import('../services/server/doctor.ts');
    const connection = await this.connection(flags);
    const chosen = flags.server !== undefined || connection.context !== undefined;
    const diagnosis = await examine(connection, chosen);
    this.show(diagnosis, render);
    this.exit(diagnosis.healthy ? 0 : 8);
  }
}

function render({ checks }: Diagnosis): string {
  return checks.map(renderCheck).join('\n');
}

function renderCheck({ name, outcome, detail, fix }: Check): string {
  const room = Math.min(columns(), 100);
  const head = wrap(`${MARKS[outcome]} ${paint('bold', name)}: ${visible(detail)}`, room, '  ');
  return fix === undefined ? head : `${head}\n  ${wrap(fix, room - 2, '  ')}`;
}
