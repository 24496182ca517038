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
      changes: z.boolean().describe('Whether it hears what other replicas change'),
    }),
    walls: z.object({
      kernel: z.boolean().describe('Whether namespaces of the kernel isolate plugins'),
      seccomp: z.boolean().describe('Whether a filter of system calls stands around each sandbox'),
      users: z.boolean().describe('Whether each sandbox has a user id of its own'),
      node: z.boolean(),
      why: z.string(),
      limits: z.string().describe('Whether control groups limit what plugins use'),
    }),
  })
  .meta({ id: 'Readiness' });

export const healthRoutes = [
  route({
    id: 'healthz',
    method: 'GET',
    path: '/healthz',
    summary: 'Whether the process lives',
    needs: 'anyone',
    answers: { 200: { description: 'It does', body: Health } },
    handle: async () => ({ status: 200, body: { status: 'ok' } }),
  }),
  route({
    id: 'readyz',
    method: 'GET',
    path: '/readyz',
    summary: 'Whether the server can work, and which walls stand between plugins and its machine',
    needs: 'anyone',
    answers: {
      200: { description: 'It can', body: Readiness },
      503: { description: 'It cannot', body: Readiness },
    },
    handle: async ({ platform: { database, changes, walls, limits } }) => {
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
        body: { status, version: VERSION, checks, walls: { ...toldWalls(walls), limits } },
      };
    },
  }),
  route({
    id: 'metrics',
    method: 'GET',
    path: '/metrics',
    summary: 'Metrics for Prometheus',
    needs: 'anyone',
    answers: { 200: { description: 'Metrics', body: 'text/plain' } },
    handle: async ({ platform: { metrics }, response }) => {
      response.type(metrics.contentType).send(await metrics.metrics());
      return undefined;
    },
  }),
];
