import { z } from 'zod';
import { PageQuery, pageOf } from '../http/page.ts';
import { routesOf } from '../http/route.ts';
import type { OperationsPlatform } from './platform.ts';
import { cancelOperation, planCancel } from './cancel-operation.ts';
import { followOperation } from './follow-operation.ts';
import { findVisibleOperation, listOperations } from './list-operations.ts';
import { Operation, OperationState, toOperation } from './operation.ts';
import { answerNow } from './answer.ts';

const route = routesOf<OperationsPlatform>();

const OperationPath = z.object({ operation: z.uuid('must be the UUID of an operation') });

const ListQuery = PageQuery.extend({
  tenant: z.string().optional().describe('Slug of a tenant: only its operations'),
  state: OperationState.optional().describe('Only operations in this state'),
});

export const operationRoutes = [
  route({
    id: 'listOperations',
    method: 'GET',
    path: '/v1/operations',
    summary: 'List operations, newest first',
    needs: 'authenticated',
    query: ListQuery,
    answers: { 200: { description: 'One page of operations', body: pageOf(Operation) } },
    handle: async ({ platform, query, principal }) => ({
      status: 200,
      body: await listOperations(platform, query, principal),
    }),
  }),
  route({
    id: 'showOperation',
    method: 'GET',
    path: '/v1/operations/{operation}',
    summary: 'Show an operation. With Accept: text/event-stream, follow it until it ends',
    needs: 'authenticated',
    params: OperationPath,
    answers: { 200: { description: 'The operation', body: Operation } },
    handle: async (call) => {
      const { platform, params, principal } = call;
      const row = await findVisibleOperation(platform, params.operation, principal);
      const operation = toOperation(row, platform.operations.steps(row));
      if (call.request.accepts(['json', 'text/event-stream']) === 'text/event-stream') {
        await followOperation(call, operation);
        return undefined;
      }
      return { status: 200, body: operation };
    },
  }),
  route({
    id: 'cancelOperation',
    method: 'POST',
    path: '/v1/operations/{operation}/actions/cancel',
    summary: 'Cancel a running operation and roll it back, if that is still possible',
    needs: 'authenticated',
    params: OperationPath,
    answers: {
      200: { description: 'The operation is rolled back', body: Operation },
      202: { description: 'The rollback takes longer than ten seconds and continues', body: Operation },
    },
    plan: ({ platform, params, principal }) => planCancel(platform, params.operation, principal),
    handle: async (call) => {
      await cancelOperation(call.platform, call.params.operation, call.principal);
      return answerNow(call, call.params.operation);
    },
  }),
];
