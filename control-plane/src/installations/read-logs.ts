import { once } from 'node:events';
import { z } from 'zod';
import type { Call } from '../http/route.ts';
import { findInstallation } from './installation.ts';

export const LogLine = z
  .object({
    time: z.iso.datetime(),
    level: z.enum(['debug', 'info', 'warn', 'error']),
    message: z.string(),
    details: z.unknown().optional(),
    requestId: z.string().optional(),
  })
  .meta({ id: 'LogLine' });

export const LogQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(1_000).default(100).describe('How many of the newest lines'),
  follow: z
    .enum(['true', 'false'])
    .default('false')
    .transform((value) => value === 'true')
    .describe('Go on with lines as they come: NDJSON, one line of JSON each'),
});

/** Sends the newest lines as NDJSON and goes on with new ones until the caller leaves. */
export async function streamLogs({ platform, response }: Call, number: number, limit: number): Promise<void> {
  const { lines, last } = await platform.logs.read(number, limit);
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const send = async (line: object): Promise<void> => {
    if (response.write(`${JSON.stringify(line)}\n`) || gone.signal.aborted) return;
    // Whoever does not read gets no more, instead of all of it in our memory.
    await once(response, 'drain', { signal: gone.signal }).catch(() => undefined);
  };
  response.status(200).set({ 'Content-Type': 'application/x-ndjson', 'Cache-Control': 'no-store' });
  response.flushHeaders();
  for (const line of lines) await send(line);
  await platform.logs.follow(number, last, AbortSignal.any([gone.signal, platform.stopping]), send);
  response.end();
}

/** @throws PlexicaError `tenant_not_found`, `not_installed` */
export async function installationNumber(call: Call, tenant: string, plugin: string): Promise<number> {
  return (await findInstallation(call.platform, tenant, plugin)).row.number;
}
