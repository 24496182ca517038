import { z } from 'zod';
import { routesOf } from '../http/route.ts';
import { LogLine, LogQuery, streamLogs } from '../plugin-logs/read-logs.ts';
import { findInstallation } from './installation.ts';
import type { InstallationsPlatform } from './platform.ts';
import { PluginPath } from './route-parts.ts';

const route = routesOf<InstallationsPlatform>();

export const logRoutes = [
  route({
    id: 'readLogs',
    method: 'GET',
    path: '/v1/tenants/{tenant}/plugins/{plugin}/logs',
    summary: "Read a plugin's log, oldest line first",
    needs: { permission: 'logs.read', scope: 'tenant' },
    params: PluginPath,
    query: LogQuery,
    answers: {
      200: {
        description: 'The log lines. With `follow`, a stream of NDJSON',
        body: z.object({ items: z.array(LogLine) }),
      },
    },
    handle: async (call) => {
      const { tenant, plugin } = call.params;
      const { number } = (await findInstallation(call.platform, tenant, plugin)).row;
      const { follow, limit, ...filter } = call.query;
      if (follow) {
        await streamLogs(call, number, { limit, ...filter });
        return undefined;
      }
      const { lines } = await call.platform.logs.read(number, limit, filter);
      return { status: 200, body: { items: lines } };
    },
  }),
];
