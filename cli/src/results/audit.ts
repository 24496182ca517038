import { z } from 'zod';

export const auditLine = z.object({
  number: z.int().describe('From 1 in each log, without gaps.'),
  time: z.string(),
  actor: z.string().describe('`admin`, `token:<name>`, `member:<id>`, `client:<id>` or `anyone`.'),
  name: z.string().optional(),
  address: z.string().optional().describe('IP address of the caller.'),
  action: z.string().describe('Id of the API route, or kind of the operation that ended.'),
  resource: z.string(),
  outcome: z.enum(['done', 'started', 'failed', 'refused']),
  code: z.string().optional().describe('Error code.'),
  count: z.int().describe('Number of equal requests that the line stands for.'),
  requestId: z.string().optional(),
  operation: z.string().optional(),
  input: z.unknown().optional().describe('Without secrets.'),
  before: z.unknown().optional(),
  after: z.unknown().optional(),
  erased: z
    .literal(true)
    .optional()
    .describe('The tenant was erased: nobody can read the name, address, input, before and after.'),
});
export type AuditLine = z.infer<typeof auditLine>;

export const auditLines = z.object({ lines: z.array(auditLine).describe('Newest last.') });
export type AuditLines = z.infer<typeof auditLines>;

export const auditVerification = z.object({
  chain: z.string().describe('Id of the tenant, or `platform`.'),
  intact: z.boolean(),
  lines: z.int().describe('Number of lines that were checked without a problem.'),
  problem: z.object({ line: z.int(), reason: z.string() }).optional(),
  head: z.string().optional().describe('Signed end of the log, for --head.'),
});
export type AuditVerification = z.infer<typeof auditVerification>;
