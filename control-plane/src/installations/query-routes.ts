import { z } from 'zod';
import { routesOf } from '../http/route.ts';
import type { InstallationsPlatform } from './platform.ts';
import { checkQuery, listTables, query, Statement, StatementResult, Table } from './query.ts';
import { PluginPath } from './route-parts.ts';

const route = routesOf<InstallationsPlatform>();

const NEEDS = { permission: 'db.query', scope: 'tenant' } as const;

export const queryRoutes = [
  route({
    id: 'queryPlugin',
    method: 'POST',
    path: '/v1/tenants/{tenant}/plugins/{plugin}/query',
    summary:
      "Run a statement on a plugin's data, with the rules, role and limits that apply to the plugin itself",
    needs: NEEDS,
    params: PluginPath,
    body: Statement,
    answers: { 200: { description: 'The result of the statement', body: StatementResult } },
    plan: async (call) => {
      await checkQuery(call);
      const { plugin } = call.params;
      return [{ action: 'update', resource: 'data', name: plugin, detail: 'runs one statement' }];
    },
    handle: async (call) => ({
      status: 200,
      body: await query(call),
      headers: { 'Cache-Control': 'no-store' },
    }),
  }),
  route({
    id: 'listTables',
    method: 'GET',
    path: '/v1/tenants/{tenant}/plugins/{plugin}/tables',
    summary: "List a plugin's tables and views with their columns",
    needs: NEEDS,
    params: PluginPath,
    answers: { 200: { description: 'Tables and views', body: z.object({ items: z.array(Table) }) } },
    handle: async ({ platform, params }) => ({
      status: 200,
      body: { items: await listTables(platform, params) },
    }),
  }),
];
