import { z } from 'zod';
import { requirePermission } from '../identity/access.ts';
import { route } from '../http/route.ts';
import { followOperation } from './follow-operation.ts';
import { Operation } from './operation.ts';

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
      const { owner, operation } = await operations.showWithOwner(call.params.operation);
      // Whoever began an operation may watch it; anybody else needs a permission for all of them.
      if (owner !== call.principal.id) requirePermission(call.principal, 'operations.read', 'platform');
      if (call.request.accepts(['json', 'text/event-stream']) === 'text/event-stream') {
        await followOperation(call, operation);
        return undefined;
      }
      return { status: 200, body: operation };
    },
  }),
];
