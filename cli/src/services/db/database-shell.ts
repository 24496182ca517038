import { createInterface } from 'node:readline/promises';
import { isStatement, splitStatements } from './split-statements.ts';

export interface ShellActions {
  run(sql: string): Promise<void>;
  /** @param name of one table; all tables if absent */
  describe(name: string | undefined): Promise<void>;
  /** Reports an error without ending the shell. */
  fail(error: unknown, sql: string): Promise<void>;
}

const HELP = `Statements end with a semicolon and can span several lines.
  \\dt        list tables and views
  \\d NAME    list the columns of a table
  \\q         exit (or Ctrl-D)`;

/** Prompts for statements until `\q` or Ctrl-D. Ctrl-C discards the current input. */
export async function databaseShell(name: string, actions: ShellActions): Promise<void> {
  const lines = createInterface({ input: process.stdin, output: process.stdout, terminal: true });
  let typed = '';
  const ask = (): void => {
    lines.setPrompt(isStatement(typed) ? `${name}-> ` : `${name}=> `);
    lines.prompt();
  };
  lines.on('SIGINT', () => {
    typed = '';
    process.stdout.write('\n');
    ask();
  });
  ask();
  for await (const line of lines) {
    const command = isStatement(typed) ? undefined : /^\s*\\(\S*)\s*(\S*)/.exec(line);
    if (command) {
      const [, word, argument = ''] = command;
      if (word === 'q') break;
      if (word === 'd' || word === 'dt') await attempt(() => actions.describe(argument || undefined), '');
      else process.stdout.write(`${HELP}\n`);
    } else {
      const { statements, rest } = splitStatements(`${typed}${line}\n`);
      typed = rest === '' ? '' : `${rest}\n`;
      for (const sql of statements) await attempt(() => actions.run(sql), sql);
    }
    ask();
  }
  lines.close();

  async function attempt(work: () => Promise<void>, sql: string): Promise<void> {
    await work().catch((error: unknown) => actions.fail(error, sql));
  }
}
