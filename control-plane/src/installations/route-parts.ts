import { z } from 'zod';
import { recorded } from '../http/recorded.ts';
import { Operation } from '../operations/operation.ts';

export const TenantPath = z.object({ tenant: recorded(z.string().describe('Slug of the tenant')) });
export const PluginPath = TenantPath.extend({ plugin: recorded(z.string().describe('Id of the plugin')) });

/** The answer of routes that start an operation. */
export const SLOW = {
  202: { description: 'The operation takes longer than ten seconds and continues', body: Operation },
};
