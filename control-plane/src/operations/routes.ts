import { z } from 'zod';
import { requirePermission, type Principal } from '../identity/access.ts';
import { route } from '../http/route.ts';
import { followOperation } from './follow-operation.ts';
import { tenantLock } from '../tenants/tenant.ts';
import { Operation } from './operation.ts';

/** Whoever began an operation may watch it, and whoever may see the plugins of the tenant that it changes. */
function requireSight(principal: Principal, owner: string, lock: string): void {
  const [, tenant] = principal.scope.split(':');
  if (tenant === undefined) {
    if (owner !== principal.id) requirePermission(principal, 'operations.read', 'platform');
  } else if (lock !== tenantLock(tenant) || owner !== principal.id) {
    const [, ofTenant] = lock.split(' ');
    requirePermission(principal, 'installations.read', 'tenant', ofTenant);
  }
}

export const operationRoutes = [
  route({
    id: 'showOperation',
    method: 'GET',
    path: '/v1/operations/{operation}',
    summary: 'Show an operation; with Accept: text/event-stream, follow it to its end',
    needs: 'authenticated',
    params: z.object({ operation: z.uuid() }),
    answers: { 200: { description: 'The operation', body: Operation } },
    handle: async (call) => {
      const { operations } = call.platform;
      const { owner, lock, operation } = await operations.showWithOwner(call.params.operation);
      requireSight(call.principal, owner, lock);
      if (call.request.accepts(['json', 'text/event-stream']) === 'text/event-stream') {
        await followOperation(call, operation);
        return undefined;
      }
      return { status: 200, body: operation };
    },
  }),
];
