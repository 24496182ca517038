import type { Transaction } from 'sequelize';
import { z } from 'zod';
import { AUDIT_LINES } from '../database/audit-table.ts';
import { DAMAGED } from './append.ts';
import { isSigned, readSignedText, toSignedText, type Head } from './head.ts';
import { macOf, type LineRow } from './line.ts';
import type { AuditPlatform } from './platform.ts';

export const Verification = z
  .object({
    chain: z.string().describe('Id of the tenant, or `platform`'),
    intact: z.boolean(),
    lines: z.int().describe('Number of lines that were checked without a problem'),
    problem: z
      .object({ line: z.int(), reason: z.string() })
      .optional()
      .describe('The first problem. Lines after it are not checked'),
    head: z
      .string()
      .optional()
      .describe(
        'Signed end of the log. Keep it elsewhere and pass it as `head` later. Only of an intact log',
      ),
  })
  .meta({ id: 'AuditVerification' });

export type Verification = z.output<typeof Verification>;

/** Lines that are read at once. */
const AT_ONCE = 1_000;

interface Problem {
  line: number;
  reason: string;
}

/**
 * Recomputes the codes of all lines of a chain, and compares its end with what was signed.
 *
 * @param signed text of an end that a server wrote into its log
 * @throws PlexicaError `invalid_input` for a text that this platform did not sign
 */
export async function verify(
  { database, keys }: Pick<AuditPlatform, 'database' | 'keys'>,
  chain: string,
  signed: string | undefined,
  signal: AbortSignal,
): Promise<Verification> {
  const known = signed === undefined ? undefined : readSignedText(keys, chain, signed);
  return database.transaction(async (transaction) => {
    // Lines and ends of one moment, while others write.
    await database.run('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY', transaction);
    const read = (after: number): Promise<LineRow[]> => {
      signal.throwIfAborted();
      return database.rows<LineRow>(
        `SELECT * FROM ${AUDIT_LINES} WHERE chain = $1 AND number > $2 ORDER BY number LIMIT $3`,
        [chain, after, AT_ONCE],
        transaction,
      );
    };
    const stored = await storedEnd({ database }, chain, transaction);
    let last: Head = { chain, count: 0, mac: Buffer.alloc(0) };
    let problem: Problem | undefined;
    for (let rows = await read(0); rows.length > 0 && problem === undefined; rows = await read(last.count)) {
      for (const row of rows) {
        problem = problemOf(row, last, known, () => macOf(keys, row, last.mac));
        if (problem !== undefined) break;
        last = { chain, count: Number(row.number), mac: row.mac };
      }
    }
    problem ??= problemAtEnd(
      last,
      stored && { ...stored, intact: isSigned(keys, stored, stored.signature) },
      known,
    );
    return {
      chain,
      intact: problem === undefined,
      lines: last.count,
      ...(problem === undefined ? { head: toSignedText(keys, last) } : { problem }),
    };
  });
}

async function storedEnd(
  { database }: Pick<AuditPlatform, 'database'>,
  chain: string,
  transaction: Transaction,
): Promise<(Head & { signature: Buffer }) | undefined> {
  const [row] = await database.rows<{ count: string; head: Buffer; signature: Buffer }>(
    'SELECT count, head, signature FROM plexica.audit_chains WHERE chain = $1',
    [chain],
    transaction,
  );
  return row && { chain, count: Number(row.count), mac: row.head, signature: row.signature };
}

function problemOf(
  row: LineRow,
  last: Head,
  known: Head | undefined,
  mac: () => Buffer,
): Problem | undefined {
  const line = last.count + 1;
  if (Number(row.number) !== line) return { line, reason: 'it was removed' };
  if (!row.mac.equals(mac())) {
    return { line, reason: 'it was changed, or something other than a server of this platform wrote it' };
  }
  if (row.action === DAMAGED) {
    return {
      line,
      reason: 'the end of the log had been changed in the database before a server wrote this line',
    };
  }
  if (known?.count === line && !known.mac.equals(row.mac))
    return { line, reason: 'it differs from the signed end: the log was set back and continued' };
  return undefined;
}

function problemAtEnd(
  last: Head,
  stored: (Head & { intact: boolean }) | undefined,
  known: Head | undefined,
): Problem | undefined {
  const count = Math.max(stored?.intact === true ? stored.count : 0, known?.count ?? 0);
  if (count > last.count) {
    return { line: last.count + 1, reason: `it was removed: the log had ${count} lines` };
  }
  if (stored === undefined && last.count === 0) return undefined;
  if (stored?.intact !== true || stored.count !== last.count || !stored.mac.equals(last.mac)) {
    return {
      line: last.count,
      reason: 'the end of the log was changed in the database (plexica.audit_chains)',
    };
  }
  return undefined;
}
