import type { Call } from '../http/route.ts';
import { ndjson, whileAllowed } from '../http/stream.ts';
import { lineReader, listLines, passes, type AuditQuery } from './read-lines.ts';
import type { AuditPlatform } from './platform.ts';

/**
 * Sends the newest lines as NDJSON, oldest first, then new ones for as long as the caller stays connected and has the
 * permission.
 *
 * @throws PlexicaError `too_many_requests`
 */
export async function followAudit(
  call: Call<AuditPlatform>,
  chain: string,
  query: AuditQuery,
): Promise<void> {
  const { platform, response } = call;
  const place = platform.auditLines.join(chain);
  try {
    const last = await lastNumber(call, chain);
    const { items } = await listLines(platform, chain, query);
    const newest = items[0]?.number ?? last;
    await whileAllowed(call, async (signal) => {
      const send = ndjson(response, signal);
      for (const line of items.toReversed()) await send(line);
      await place.follow(String(newest), signal, async (row) => {
        if (passes(row, query)) await send((await lineReader(platform, chain))(row));
      });
    });
  } finally {
    place.leave();
  }
}

async function lastNumber({ platform }: Call<AuditPlatform>, chain: string): Promise<string> {
  const [found] = await platform.database.rows<{ count: string }>(
    'SELECT count FROM plexica.audit_chains WHERE chain = $1',
    [chain],
  );
  return found?.count ?? '0';
}
