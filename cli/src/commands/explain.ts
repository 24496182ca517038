import { Args } from '@oclif/core';
import { PlexicaCommand } from '../command.ts';
import { localFlags } from '../flags.ts';
import type { Explained, ErrorCodes } from '../results/explain.ts';
import { columns, paint, wrap } from '../terminal/style.ts';
import { fields, table } from '../terminal/table.ts';

export default class Explain extends PlexicaCommand {
  static override baseFlags = localFlags;
  static override summary = 'Explain an error and how to fix it.';
  static override description = 'Works offline. Without a code, lists all error codes.';
  static override examples = ['<%= config.bin %> explain migration_changed', '<%= config.bin %> explain'];
  static override args = { code: Args.string({ description: 'Error code.' }) };

  async run(): Promise<void> {
    const { args } = await this.parse(Explain);
    const { errorCodes, explain } = await import('../services/explain.ts');
    if (args.code === undefined) {
      this.show(errorCodes(), renderAll);
    } else {
      this.show(await explain(args.code), render);
    }
  }
}

function render(page: Explained): string {
  const room = Math.min(columns(), 100);
  return [
    `${paint('bold', page.code)}: ${page.title}`,
    '',
    wrap(page.cause, room),
    '',
    wrap(page.fix, room),
    '',
    fields([
      ['HTTP status', page.status],
      ['exit code', page.exit],
    ]),
  ].join('\n');
}

function renderAll({ codes }: ErrorCodes): string {
  return table(
    ['code', 'exit', 'what happened'],
    codes.map(({ code, exit, title }) => [code, exit, title]),
  );
}
