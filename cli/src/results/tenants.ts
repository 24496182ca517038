import { z } from 'zod';
import { operation } from './operations.ts';

const tenant = z.object({
  id: z.string(),
  slug: z.string(),
  name: z.string(),
  state: z.string(),
  createdAt: z.string(),
});
export type TenantResult = z.infer<typeof tenant>;

export const tenantCreated = tenant.extend({
  created: z.boolean().describe('`false` if --if-not-exists found an existing tenant.'),
});
export type TenantCreated = z.infer<typeof tenantCreated>;

export const tenantNow = tenant.extend({
  operation: operation
    .optional()
    .describe('The running operation. Until it ends, no other operation can change the tenant.'),
});
export type TenantNow = z.infer<typeof tenantNow>;

export const tenantList = z.object({ tenants: z.array(tenant) });
export type TenantList = z.infer<typeof tenantList>;

export const tenantDeleted = z.object({ slug: z.string(), deleted: z.literal(true) });
export type TenantDeleted = z.infer<typeof tenantDeleted>;
