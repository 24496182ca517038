import { z } from 'zod';
import type { AuditEntry } from '../http/audit-trail.ts';
import type { Keys } from '../keys.ts';

/** A row of the audit log. */
export interface LineRow {
  /** Id of a tenant, or `platform`. */
  chain: string;
  /** From 1 in each chain, without gaps. */
  number: string;
  time: Date;
  actor: string;
  action: string;
  resource: string;
  outcome: AuditEntry['outcome'];
  code: string | null;
  count: number;
  request_id: string | null;
  operation: string | null;
  /** Encrypted values that can tell who a person is. */
  personal: Buffer | null;
  mac: Buffer;
}

/** Values that are encrypted under the key of the chain. */
export interface Personal {
  name?: string;
  address?: string;
  input?: unknown;
  before?: unknown;
  after?: unknown;
}

export const AuditLine = z
  .object({
    number: z.int().describe('From 1 in each log, without gaps'),
    time: z.iso.datetime(),
    actor: z
      .string()
      .describe(
        'Who: `admin`, `token:<name>`, `member:<id>`, `client:<id>`, on the pages of realms `account:<id>`, or `anyone` without a valid credential',
      ),
    name: z.string().optional().describe('Name of the actor'),
    address: z
      .string()
      .optional()
      .describe('IP address of the caller. Absent if a server continued an operation'),
    action: z
      .string()
      .describe('Id of the API route (its `operationId`), or kind of the operation that ended'),
    resource: z.string(),
    outcome: z
      .enum(['done', 'started', 'failed', 'refused'])
      .describe(
        '`started`: an operation continues. Another line with the same `operation` tells how it ended',
      ),
    code: z.string().optional().describe('Code of the error'),
    count: z
      .int()
      .describe('How many equal requests the line stands for. More than 1 only if they changed nothing'),
    requestId: z.string().optional(),
    operation: z.uuid().optional(),
    input: z.unknown().optional().describe('Input of the request, without secrets'),
    before: z.unknown().optional(),
    after: z.unknown().optional(),
    erased: z
      .literal(true)
      .optional()
      .describe('The tenant was erased, and with it the key of the name, address, input, before and after'),
  })
  .meta({ id: 'AuditLine' });

export type AuditLine = z.output<typeof AuditLine>;

/** @param personal `undefined` if the key was destroyed */
export function toAuditLine(row: LineRow, personal: Personal | undefined): AuditLine {
  return {
    number: Number(row.number),
    time: row.time.toISOString(),
    actor: row.actor,
    action: row.action,
    resource: row.resource,
    outcome: row.outcome,
    ...(row.code === null ? {} : { code: row.code }),
    count: row.count,
    ...(row.request_id === null ? {} : { requestId: row.request_id }),
    ...(row.operation === null ? {} : { operation: row.operation }),
    ...(personal ?? { erased: true }),
  };
}

/** The code that connects a line with the one before it. @param before code of that line; empty before the first */
export function macOf(keys: Keys, line: Omit<LineRow, 'mac'>, before: Buffer): Buffer {
  return keys.auditMac(
    'line',
    JSON.stringify([
      before.toString('base64'),
      line.chain,
      line.number,
      line.time.toISOString(),
      line.actor,
      line.action,
      line.resource,
      line.outcome,
      line.code,
      line.count,
      line.request_id,
      line.operation,
      line.personal?.toString('base64') ?? null,
    ]),
  );
}
