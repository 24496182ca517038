import { z } from 'zod';
import { PlexicaError } from '@plexica/sdk/errors';
import { pluginSchema } from '../database/names.ts';
import type { Call } from '../http/route.ts';
import { queryAsPlugin } from '../plugin-host/capabilities/database/query.ts';
import { StatementRefused } from '../plugin-host/capabilities/database/refused.ts';
import { checkStatement } from '../plugin-host/capabilities/database/statement.ts';
import type { InstallationsPlatform } from './platform.ts';
import { findSettledInstallation } from './installation.ts';
import type { PluginPath } from './route-parts.ts';

export const Statement = z
  .strictObject({ sql: z.string().describe('One statement. It runs in its own transaction') })
  .meta({ id: 'Statement' });

export const StatementResult = z
  .object({
    columns: z.array(
      z.object({
        name: z.string(),
        type: z.int().describe('OID of a built-in PostgreSQL type, or 0 for any other type'),
      }),
    ),
    rows: z.array(z.array(z.string().nullable())).describe('Values in the text format of PostgreSQL'),
    tag: z.string().describe('Command tag, such as `SELECT 3` or `INSERT 0 1`'),
  })
  .meta({ id: 'StatementResult' });

export const Table = z
  .object({
    name: z.string(),
    kind: z.enum(['table', 'view']),
    columns: z.array(z.object({ name: z.string(), type: z.string(), nullable: z.boolean() })),
  })
  .meta({ id: 'Table' });

type StatementCall = Call<
  InstallationsPlatform,
  z.output<typeof PluginPath>,
  unknown,
  z.output<typeof Statement>
>;

/** @throws PlexicaError `statement_failed` for a statement that the rules for plugins do not allow */
export async function checkQuery({ platform, params, body: { sql } }: StatementCall): Promise<void> {
  const { row } = await findSettledInstallation(platform, params.tenant, params.plugin);
  try {
    await checkStatement(sql, row.number);
  } catch (error) {
    throw toProblem(error, sql);
  }
}

/**
 * Runs a statement on the data of an installation, as the plugin could. The principal is logged for the operators of
 * platform and tenant. The statement is not, because it may contain secrets.
 *
 * @throws PlexicaError `statement_failed`, `database_unavailable`, `plugin_unavailable`, and of finding the
 *   installation
 */
export async function query(call: StatementCall): Promise<z.output<typeof StatementResult>> {
  const { platform, params, principal, requestId, response } = call;
  const { sql } = call.body;
  const { row } = await findSettledInstallation(platform, params.tenant, params.plugin);
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const audit = (outcome: string): void => {
    const { id } = principal;
    platform.log.info({ requestId, principal: id, ...params, outcome }, 'statement of an operator');
    const message = `${id} ran a statement: ${outcome}`;
    platform.logs.add(row.number, {
      time: new Date(),
      level: 'info',
      message,
      details: undefined,
      requestId,
    });
  };
  try {
    const { columns, types, rows, tag } = await queryAsPlugin(
      platform.connections,
      row.number,
      sql,
      gone.signal,
    );
    audit(tag);
    return { columns: columns.map((name, index) => ({ name, type: types[index] ?? 0 })), rows, tag };
  } catch (error) {
    audit(
      `failed with ${error instanceof StatementRefused ? error.refusal.sqlstate : (error as Error).message}`,
    );
    throw toProblem(error, sql);
  }
}

function toProblem(error: unknown, sql: string): unknown {
  if (!(error instanceof StatementRefused)) return error;
  const { message, position } = error;
  const path = position === undefined ? 'body.sql' : `body.sql:${placeOf(sql, position)}`;
  return new PlexicaError('statement_failed', `${error.refusal.sqlstate}: ${message}`, {
    issues: [{ path, message }],
    cause: error,
  });
}

/** @param position in code points from 1. @returns `line:column`, both from 1 */
function placeOf(sql: string, position: number): string {
  const lines = Array.from(sql)
    .slice(0, position - 1)
    .join('')
    .split('\n');
  return `${lines.length}:${Array.from(lines.at(-1) ?? '').length + 1}`;
}

/** Tables and views of an installation by name, with their columns. */
export async function listTables(
  platform: InstallationsPlatform,
  { tenant, plugin }: z.output<typeof PluginPath>,
): Promise<z.output<typeof Table>[]> {
  await findSettledInstallation(platform, tenant, plugin);
  return platform.database.rows<z.output<typeof Table>>(
    `SELECT c.relname AS name, CASE WHEN c.relkind IN ('v', 'm') THEN 'view' ELSE 'table' END AS kind,
            (SELECT coalesce(json_agg(json_build_object('name', a.attname,
                      'type', CASE WHEN t.typcategory = 'A' THEN substr(t.typname, 2) || '[]' ELSE t.typname::text END,
                      'nullable', NOT a.attnotnull) ORDER BY a.attnum), '[]')
               FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
              WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = $1 AND c.relkind IN ('r', 'p', 'v', 'm')
      ORDER BY c.relname`,
    [pluginSchema(tenant, plugin)],
  );
}
