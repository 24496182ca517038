import { z } from 'zod';

export const tenant = z.object({
  id: z.string(),
  slug: z.string(),
  name: z.string(),
  state: z.string(),
  createdAt: z.string(),
});
export type TenantResult = z.infer<typeof tenant>;

/** Of the operation that keeps others from starting, what an operator needs to know. */
const operation = z.object({
  id: z.string(),
  kind: z.string(),
  subject: z.string(),
  state: z.string(),
  steps: z.array(z.object({ name: z.string(), state: z.string() })),
  attempts: z.number(),
  error: z.object({ code: z.string(), message: z.string(), hint: z.string(), step: z.string() }).optional(),
});

export const tenantNow = tenant.extend({ operation: operation.optional() });
export type TenantNow = z.infer<typeof tenantNow>;

export const tenantList = z.object({ tenants: z.array(tenant) });
export type TenantList = z.infer<typeof tenantList>;

export const tenantDeleted = z.object({ slug: z.string(), deleted: z.literal(true) });
export type TenantDeleted = z.infer<typeof tenantDeleted>;
