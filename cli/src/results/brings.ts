import { z } from 'zod';

/** What a version of a plugin may reach beyond its own data. */
export const access = z.object({
  network: z.array(z.string()).optional().describe('Hosts, over https.'),
  storage: z.boolean().optional().describe('Whether it stores files.'),
  members: z.literal('read').optional().describe('Whether it reads names and addresses of members.'),
});

/** What a version adds to what is possible in a tenant; of an update, only what the version before had not. */
export const brings = z.object({
  permissions: z.record(z.string(), z.string()).describe('Complete key to meaning.'),
  access,
  publicRoutes: z.array(z.string()).describe('Routes that anybody may call, without a token.'),
});
export type Brings = z.infer<typeof brings>;
