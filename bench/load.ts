import autocannon from 'autocannon';
import { median } from './samples.ts';

export interface Load {
  /** Median milliseconds from request to answer. */
  p50: number;
  requestsPerSecond: number;
}

/** Asks again and again over some connections, one request at a time on each. @throws Error when one is not answered 200 */
export async function load(
  url: string,
  options: { connections: number; seconds: number; headers?: Record<string, string> },
): Promise<Load> {
  const { connections, seconds, headers = {} } = options;
  const times: number[] = [];
  const result = await new Promise<autocannon.Result>((resolve, reject) => {
    const run = autocannon({ url, connections, duration: seconds, headers }, (error, measured) => {
      if (error) reject(error as Error);
      else resolve(measured);
    });
    // Its own percentiles are whole milliseconds.
    run.on('response', (_client, _status, _octets, time) => times.push(time));
  });
  const { errors, timeouts, non2xx, duration } = result;
  if (errors + timeouts + non2xx > 0)
    throw new Error(`${url}: ${errors + timeouts + non2xx} requests failed`);
  return { p50: median(times), requestsPerSecond: times.length / duration };
}
