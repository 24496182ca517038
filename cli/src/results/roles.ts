import { z } from 'zod';

export const role = z.object({
  key: z.string(),
  name: z.string(),
  permissions: z.array(z.string()),
  source: z.string().describe('`default`, `custom` or `plugin`.'),
  plugin: z.string().optional(),
  members: z.int(),
});
export type RoleResult = z.infer<typeof role>;

export const roleList = z.object({ tenant: z.string(), roles: z.array(role) });
export type RoleList = z.infer<typeof roleList>;

export const roleDeleted = z.object({ tenant: z.string(), key: z.string(), deleted: z.literal(true) });
export type RoleDeleted = z.infer<typeof roleDeleted>;
