import { z } from 'zod';

const walls = z.object({
  kernel: z.boolean().describe('Whether kernel namespaces isolate plugins.'),
  seccomp: z.boolean().describe('Whether each sandbox has a filter of system calls.'),
  users: z.boolean().describe('Whether each sandbox has a user id of its own.'),
  node: z.boolean(),
  why: z.string().describe('Which isolation is active, what is missing and why.'),
  limits: z.string().describe('Whether control groups limit what plugins use.'),
});

export const status = z.object({
  server: z.string(),
  context: z.string().nullable(),
  version: z.string(),
  status: z.enum(['ready', 'not ready']),
  walls,
  principal: z.string().nullable().describe('The principal of the token; null without a token.'),
  tenants: z.int().nullable().describe('Number of tenants; null if the token cannot list them.'),
});
export type StatusResult = z.infer<typeof status>;

const check = z.object({
  name: z.string(),
  outcome: z.enum(['ok', 'warning', 'failed']),
  detail: z.string(),
  fix: z.string().optional(),
});
export type Check = z.infer<typeof check>;

export const diagnosis = z.object({ healthy: z.boolean(), checks: z.array(check) });
export type Diagnosis = z.infer<typeof diagnosis>;

export const started = z.object({
  event: z.literal('ready'),
  url: z.string(),
  pid: z.int(),
  context: z.string(),
  data: z.string().describe('The data folder.'),
});
export type Started = z.infer<typeof started>;
