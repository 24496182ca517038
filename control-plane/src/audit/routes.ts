import { z } from 'zod';
import { pageOf } from '../http/page.ts';
import { routesOf } from '../http/route.ts';
import { followAudit } from './follow-audit.ts';
import { AuditLine } from './line.ts';
import type { AuditPlatform } from './platform.ts';
import { AuditQuery, chainOf, listLines, OfTenant } from './read-lines.ts';
import { Verification, verify } from './verify.ts';

const route = routesOf<AuditPlatform>();

const NEEDS = { permission: 'audit.read', scope: 'tenant' } as const;

export const auditRoutes = [
  route({
    id: 'readAudit',
    method: 'GET',
    path: '/v1/audit',
    summary: 'Read the audit log of the platform or of a tenant, newest line first',
    needs: NEEDS,
    query: AuditQuery,
    answers: {
      200: { description: 'One page of lines. With `follow`, a stream of NDJSON', body: pageOf(AuditLine) },
    },
    handle: async (call) => {
      const { platform, query } = call;
      const chain = await chainOf(call);
      if (!query.follow) return { status: 200, body: await listLines(platform, chain, query) };
      await followAudit(call, chain, query);
      return undefined;
    },
  }),
  route({
    id: 'verifyAudit',
    method: 'GET',
    path: '/v1/audit/verify',
    summary: 'Check that nobody has changed or removed lines of an audit log',
    needs: NEEDS,
    query: OfTenant.extend({
      head: z
        .string()
        .max(500)
        .optional()
        .describe('A value of `auditHead` from the log of a server: the log must contain this line'),
    }),
    answers: { 200: { description: 'The result', body: Verification } },
    handle: async (call) => {
      const gone = new AbortController();
      call.response.once('close', () => gone.abort());
      const chain = await chainOf(call);
      return { status: 200, body: await verify(call.platform, chain, call.query.head, gone.signal) };
    },
  }),
];
