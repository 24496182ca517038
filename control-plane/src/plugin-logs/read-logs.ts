import { z } from 'zod';
import type { Call } from '../http/route.ts';
import { ndjson, whileAllowed } from '../http/stream.ts';
import type { PluginLogsPlatform } from './platform.ts';
import type { LogFilter } from './plugin-logs.ts';

export const LogLine = z
  .object({
    time: z.iso.datetime(),
    level: z.enum(['debug', 'info', 'warn', 'error']),
    message: z.string(),
    details: z.unknown().optional(),
    requestId: z.string().optional(),
    request: z
      .object({
        method: z.string(),
        path: z.string().describe('Path pattern of the route'),
        status: z.int().optional().describe('Absent if the caller disconnected before the answer'),
        ms: z.int().describe('Milliseconds until the answer was sent or aborted'),
      })
      .optional()
      .describe('Only in lines that the gateway writes, one for each request that it passes to the plugin'),
  })
  .meta({ id: 'LogLine' });

export const LogQuery = z.strictObject({
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(1_000)
    .default(100)
    .describe('Maximum number of lines. The newest are returned'),
  since: z.iso
    .datetime({ offset: true })
    .transform((text) => new Date(text))
    .optional()
    .describe('Only lines written at or after this time'),
  level: z
    .enum(['debug', 'info', 'warn', 'error'])
    .optional()
    .describe('Only lines with this level or a higher one'),
  follow: z
    .enum(['true', 'false'])
    .default('false')
    .transform((value) => value === 'true')
    .describe('Stream new lines as they are written, as NDJSON'),
});

/**
 * Sends the newest lines as NDJSON, then new ones for as long as the caller stays connected and has the permission.
 *
 * @throws PlexicaError `too_many_requests`
 */
export async function streamLogs(
  call: Call<PluginLogsPlatform>,
  number: number,
  { limit, ...filter }: LogFilter & { limit: number },
): Promise<void> {
  const { platform, response } = call;
  const place = platform.logs.join(number);
  try {
    await whileAllowed(call, async (signal) => {
      const { lines, last } = await platform.logs.read(number, limit, filter);
      const send = ndjson(response, signal);
      for (const line of lines) await send(line);
      await place.follow(last, signal, send, filter);
    });
  } finally {
    place.leave();
  }
}
