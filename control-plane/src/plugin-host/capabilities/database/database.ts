import { type Check, count, list, shape, text, variants } from '../../channel/checks.ts';
import type { Answer, Call, Capability, Request } from '../capability.ts';
import type { Connections } from './connections.ts';
import type { DatabaseAsk } from './messages.ts';
import { RequestDatabase } from './request-database.ts';

const bytes = shape({ bytes: text });
const parameter: Check = (value) =>
  value === null ||
  typeof value === 'string' ||
  typeof value === 'number' ||
  typeof value === 'boolean' ||
  bytes(value);
const transactional = shape({ type: text, transaction: count });

/** `ctx.db`, by connections that it closes. */
export function databaseCapability(connections: Connections): Capability {
  return {
    name: 'database',
    check: variants({
      statement: shape({ type: text, transaction: count, sql: text, values: list(parameter) }),
      begin: transactional,
      commit: transactional,
      rollback: transactional,
    }),
    open({ installation }) {
      const databases = new Map<Request, RequestDatabase>();
      const databaseOf = (request: Request): RequestDatabase => {
        let database = databases.get(request);
        if (database) return database;
        const { transaction, workspace } = request;
        database = new RequestDatabase(
          transaction ? { transaction } : { connections, installation, workspace },
        );
        databases.set(request, database);
        endWith(request, database, databases);
        return database;
      };
      return { serve: (call) => serveDatabase(databaseOf(call.request), call) };
    },
    retire: (installation) => connections.closeInstallation(installation),
    close: () => connections.close(),
  };
}

function endWith(
  request: Request,
  database: RequestDatabase,
  databases: Map<Request, RequestDatabase>,
): void {
  request.onEnd((aborted) => {
    databases.delete(request);
    void (aborted ? database.abort() : database.close());
  });
}

/** Serves one call with the database of its request. */
export async function serveDatabase(database: RequestDatabase, call: Call): Promise<Answer> {
  const ask = call.ask as DatabaseAsk;
  try {
    switch (ask.type) {
      case 'statement': {
        const { transaction, sql, values } = ask;
        const { columns, types, rows } = await database.statement(transaction, sql, values, (some) =>
          call.send(some),
        );
        return { bytes: rows, ...(columns.length > 0 && { result: { columns, types } }) };
      }
      case 'begin':
        return { result: { transaction: await database.begin(ask.transaction) } };
      default:
        await database[ask.type](ask.transaction);
        return {};
    }
  } catch (error) {
    call.request.excuse ??= database.unavailable;
    throw error;
  }
}
