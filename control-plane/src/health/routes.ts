import { z } from 'zod';
import { toldWalls } from '../plugin-host/sandbox/walls.ts';
import { VERSION } from '../version.ts';
import { routesOf } from '../http/route.ts';
import type { HealthPlatform } from './platform.ts';

const route = routesOf<HealthPlatform>();

const Health = z.object({ status: z.literal('ok') }).meta({ id: 'Health' });

const Readiness = z
  .object({
    status: z.enum(['ready', 'not ready']),
    version: z.string(),
    checks: z.object({
      database: z.boolean(),
      changes: z.boolean().describe('Whether it receives changes from other replicas'),
    }),
    walls: z.object({
      kernel: z.boolean().describe('Whether kernel namespaces isolate plugins'),
      seccomp: z.boolean().describe('Whether a system call filter is active in each sandbox'),
      users: z.boolean().describe('Whether each sandbox has its own user id'),
      node: z.boolean(),
      why: z.string(),
      limits: z.string().describe('How control groups limit the resources of plugins, or why they do not'),
    }),
  })
  .meta({ id: 'Readiness' });

export const healthRoutes = [
  route({
    id: 'healthz',
    method: 'GET',
    path: '/healthz',
    summary: 'Check whether the process is alive',
    needs: 'anyone',
    answers: { 200: { description: 'The process is alive', body: Health } },
    handle: async () => ({ status: 200, body: { status: 'ok' } }),
  }),
  route({
    id: 'readyz',
    method: 'GET',
    path: '/readyz',
    summary: 'Check whether the server is ready, and show what isolates plugins from its machine',
    needs: 'anyone',
    answers: {
      200: { description: 'The server is ready', body: Readiness },
      503: { description: 'The server is not ready', body: Readiness },
    },
    handle: async ({ platform: { database, changes, walls, sandboxLimits } }) => {
      const checks = {
        database: await database.rows('SELECT 1').then(
          () => true,
          () => false,
        ),
        changes: changes.connected,
      };
      const ready = checks.database && checks.changes;
      const status = ready ? 'ready' : 'not ready';
      return {
        status: ready ? 200 : 503,
        body: { status, version: VERSION, checks, walls: { ...toldWalls(walls), limits: sandboxLimits } },
      };
    },
  }),
  route({
    id: 'metrics',
    method: 'GET',
    path: '/metrics',
    summary: 'Get metrics for Prometheus',
    needs: 'anyone',
    answers: { 200: { description: 'Metrics', body: 'text/plain' } },
    handle: async ({ platform: { metrics }, response }) => {
      response.type(metrics.contentType).send(await metrics.metrics());
      return undefined;
    },
  }),
];
