import { z } from 'zod';

const walls = z.object({
  kernel: z.boolean().describe('Whether namespaces of the kernel isolate plugins.'),
  seccomp: z.boolean().describe('Whether a filter of system calls stands around each sandbox.'),
  users: z.boolean().describe('Whether each sandbox has a user id of its own.'),
  node: z.boolean(),
  why: z.string().describe('What stands, and what is missing and why.'),
  limits: z.string().describe('Whether control groups limit what plugins use.'),
});

export const status = z.object({
  server: z.string(),
  context: z.string().nullable(),
  version: z.string(),
  status: z.enum(['ready', 'not ready']),
  walls,
  principal: z.string().nullable().describe('Whom the token speaks for; null without one.'),
  tenants: z.int().nullable().describe('How many there are; null where the token may not see them.'),
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
  data: z.string().describe('Folder of its data.'),
});
export type Started = z.infer<typeof started>;
