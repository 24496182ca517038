import { Flags } from '@oclif/core';
import { text as readAll } from 'node:stream/consumers';
import { PlexicaError } from '@plexica/sdk/errors';
import { PlexicaCommand } from '../command.ts';
import { dryRun, pluginOrDev, tenant, yes } from '../flags.ts';
import type { QueryResult } from '../results/db.ts';
import type { Api } from '../services/api.ts';
import type { InstalledPlugin } from '../services/installations/installations.ts';
import { orPlanned } from '../terminal/planned.ts';
import { renderColumns, renderPlace, renderResult, renderTables } from '../terminal/query-result.ts';

export default class Database extends PlexicaCommand {
  static override summary = "Run SQL on a plugin's data with the plugin's own rights.";
  static override description =
    'Opens a prompt on a terminal. Otherwise runs the statements of --command or standard input and stops at the first ' +
    "failure. Statements can read and write, with the role, rules and limits of the plugin's `ctx.db`. Each runs in " +
    'its own transaction. \\dt lists the tables, \\d <table> lists the columns of a table. Requires the permission db.query.';
  static override examples = [
    '<%= config.bin %> db crm --tenant acme',
    '<%= config.bin %> db',
    '<%= config.bin %> db crm --tenant acme --command "select count(*) from contacts"',
    '<%= config.bin %> db crm --tenant acme --json < report.sql',
  ];
  static override args = { plugin: pluginOrDev };
  static override flags = {
    tenant,
    command: Flags.string({
      char: 'c',
      description: 'Statements to run, or \\dt or \\d <table>, instead of opening a prompt.',
      helpValue: '<sql>',
    }),
    'dry-run': dryRun,
    yes,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Database);
    const installed = await this.installedOf(args.plugin, flags);
    const api = await this.api(flags);
    const dryRun = flags['dry-run'];
    if (flags.command === undefined && process.stdin.isTTY && !this.json) {
      return this.ask(api, installed, dryRun);
    }
    const { isStatement, splitStatements } = await import('../services/db/split-statements.ts');
    const text = flags.command ?? (await readAll(process.stdin));
    const [, meta, name] = /^\s*\\(dt?)(?:\s+(\S+))?\s*$/.exec(text) ?? [];
    if (meta !== undefined) return this.describe(api, installed, name);
    const { statements, rest } = splitStatements(text);
    const all = isStatement(rest) ? [...statements, rest] : statements;
    if (all.length === 0) {
      throw new PlexicaError('bad_usage', 'No statement to run.', {
        hint: 'Pass one with --command, or on standard input.',
      });
    }
    for (const sql of all) {
      try {
        await this.execute(api, installed, sql, dryRun);
      } catch (error) {
        if (!this.json) this.mark(error, sql);
        throw error;
      }
    }
  }

  private async execute(api: Api, installed: InstalledPlugin, sql: string, dryRun: boolean): Promise<void> {
    const { planStatement, runStatement } = await import('../services/db/query.ts');
    const result = dryRun
      ? await planStatement(api, installed, sql)
      : await runStatement(api, installed, sql);
    this.showLine(result, orPlanned<QueryResult>(renderResult));
  }

  private async describe(api: Api, installed: InstalledPlugin, name: string | undefined): Promise<void> {
    const { listTables } = await import('../services/db/query.ts');
    const { tables } = await listTables(api, installed);
    const wanted = name === undefined ? tables : tables.filter((each) => each.name === name);
    if (name !== undefined && wanted.length === 0) {
      const names = tables.map((each) => each.name).join(', ');
      throw new PlexicaError('bad_usage', `No table named "${name}".`, {
        hint: `Existing tables: ${names}.`,
      });
    }
    const [only] = wanted;
    this.showLine({ tables: wanted }, (list) =>
      name === undefined || only === undefined ? renderTables(list) : renderColumns(only),
    );
  }

  private async ask(api: Api, installed: InstalledPlugin, dryRun: boolean): Promise<void> {
    const { databaseShell } = await import('../services/db/database-shell.ts');
    const { reportError } = await import('../terminal/error-report.ts');
    await databaseShell(`${installed.tenant}/${installed.plugin}`, {
      run: (sql) => this.execute(api, installed, sql, dryRun),
      describe: (name) => this.describe(api, installed, name),
      fail: async (error, sql) => {
        this.mark(error, sql);
        await reportError(error, this.argv);
      },
    });
  }

  private mark(error: unknown, sql: string): void {
    const place = renderPlace(error, sql);
    if (place !== '') this.progress.note(place);
  }
}
