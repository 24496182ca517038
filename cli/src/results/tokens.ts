import { z } from 'zod';

export const token = z.object({
  id: z.string(),
  name: z.string(),
  scope: z.string(),
  permissions: z.array(z.string()),
  createdAt: z.string(),
  expiresAt: z.string().optional(),
  revokedAt: z.string().optional(),
  lastUsedAt: z.string().optional().describe('Accurate to about a minute. Absent if never used.'),
});
export type TokenResult = z.infer<typeof token>;

export const createdToken = token.extend({
  token: z.string().describe('The secret. It is shown only once.'),
});
export type CreatedToken = z.infer<typeof createdToken>;

export const tokenList = z.object({ tokens: z.array(token) });
export type TokenList = z.infer<typeof tokenList>;

export const tokenRevoked = z.object({ id: z.string(), name: z.string(), revoked: z.literal(true) });
export type TokenRevoked = z.infer<typeof tokenRevoked>;

export const principal = z.object({
  id: z.string(),
  name: z.string(),
  scope: z.string(),
  permissions: z.array(z.string()),
  tenant: z.string().optional(),
  member: z
    .object({ id: z.string(), email: z.string(), name: z.string() })
    .optional()
    .describe('Only for a person.'),
  roles: z.array(z.string()).optional().describe('Only for a person.'),
  workspaces: z
    .array(z.object({ id: z.string(), slug: z.string(), name: z.string(), role: z.string() }))
    .optional()
    .describe('Only for a member of a tenant.'),
  server: z.string(),
  context: z.string().nullable(),
});
export type PrincipalResult = z.infer<typeof principal>;
