import type { Transaction } from 'sequelize';
import { AUDIT_LINES } from '../database/audit-table.ts';
import type { PlatformDatabase } from '../database/platform-database.ts';
import { storableText } from '../database/storable-text.ts';
import type { AuditEntry } from '../http/audit-trail.ts';
import type { Keys } from '../keys.ts';
import { isSigned, signatureOf, type Head } from './head.ts';
import { macOf, type LineRow, type Personal } from './line.ts';
import { newKey, sealPersonal } from './personal.ts';

export interface Place {
  database: PlatformDatabase;
  keys: Keys;
}

/** An entry, and how many equal ones it stands for. */
export interface Counted {
  entry: AuditEntry;
  count: number;
}

interface ChainRow {
  key: Buffer | null;
  count: string;
  head: Buffer;
  signature: Buffer;
  /** Number of the last line that is in the table. */
  last: string | null;
  now: Date;
}

/** Action of a line that tells that somebody has changed the end of the log in the database. */
export const DAMAGED = 'auditLogDamaged';

const DAMAGE: Counted = {
  entry: {
    tenant: undefined,
    principal: { id: 'server', name: 'server' },
    address: undefined,
    action: DAMAGED,
    resource: 'audit',
    outcome: 'failed',
  },
  count: 1,
};

/**
 * Adds lines to a chain. Other writers of the chain wait until the transaction ends, so it should be the last that a
 * transaction does.
 *
 * @returns the new end of the chain
 */
export async function append(
  { database, keys }: Place,
  chain: string,
  entries: readonly Counted[],
  transaction: Transaction,
): Promise<Head> {
  const { key, now, ...end } = await lockChain({ database, keys }, chain, transaction);
  const before: Head = { chain, count: Number(end.count), mac: end.head };
  const intact = isSigned(keys, before, end.signature);
  // A line that somebody has added must not keep the server from writing its own.
  let number = Math.max(before.count, Number(end.last ?? 0));
  let { mac } = before;
  const lines = (intact ? entries : [DAMAGE, ...entries]).map(({ entry, count }) => {
    number += 1;
    const line = toLine(entry, { chain, number: String(number), time: now, count });
    const personal = key === null ? null : sealPersonal(keys, key, line, personalOf(entry));
    mac = macOf(keys, { ...line, personal }, mac);
    return { ...line, personal: hex(personal), mac: hex(mac) };
  });
  const head = { chain, count: number, mac };
  await database.rows(
    `WITH ended AS (UPDATE plexica.audit_chains SET count = $2, head = $3, signature = $4 WHERE chain = $1)
     INSERT INTO ${AUDIT_LINES}
       (chain, number, time, actor, action, resource, outcome, code, count, request_id, operation, personal, mac)
     SELECT $1, number, time, actor, action, resource, outcome, code, count, request_id, operation, personal, mac
       FROM json_to_recordset($5) AS l (number bigint, time timestamptz, actor text, action text, resource text,
         outcome text, code text, count int, request_id text, operation uuid, personal bytea, mac bytea)
     RETURNING number`,
    [chain, number, mac, signatureOf(keys, head), JSON.stringify(lines)],
    transaction,
  );
  return head;
}

async function lockChain(
  { database, keys }: Place,
  chain: string,
  transaction: Transaction,
): Promise<ChainRow> {
  const lock = (): Promise<ChainRow[]> =>
    database.rows<ChainRow>(
      `SELECT key, count, head, signature, clock_timestamp() AS now,
              (SELECT max(number) FROM ${AUDIT_LINES} WHERE chain = $1) AS last
         FROM plexica.audit_chains WHERE chain = $1 FOR UPDATE`,
      [chain],
      transaction,
    );
  const [found] = await lock();
  if (found !== undefined) return found;
  const empty = signatureOf(keys, { chain, count: 0, mac: Buffer.alloc(0) });
  await database.rows(
    `INSERT INTO plexica.audit_chains (chain, key, signature) VALUES ($1, $2, $3)
     ON CONFLICT DO NOTHING RETURNING chain`,
    [chain, newKey(keys, chain), empty],
    transaction,
  );
  const [made] = await lock();
  return made as ChainRow;
}

function toLine(
  { principal, action, resource, outcome, code, requestId, operation }: AuditEntry,
  place: Pick<LineRow, 'chain' | 'number' | 'time' | 'count'>,
): Omit<LineRow, 'personal' | 'mac'> {
  return {
    ...place,
    actor: storableText(principal.id),
    action,
    resource: storableText(resource),
    outcome,
    code: code ?? null,
    request_id: requestId ?? null,
    operation: operation ?? null,
  };
}

function personalOf({ principal: { name }, address, input, before, after }: AuditEntry): Personal {
  return {
    name,
    ...(address !== undefined && { address }),
    ...(input !== undefined && { input }),
    ...(before !== undefined && { before }),
    ...(after !== undefined && { after }),
  };
}

function hex(bytes: Buffer): string;
function hex(bytes: Buffer | null): string | null;
function hex(bytes: Buffer | null): string | null {
  return bytes === null ? null : `\\x${bytes.toString('hex')}`;
}
