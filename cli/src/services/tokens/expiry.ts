import { PlexicaError } from '@plexica/sdk/errors';
import { readTime } from '../duration.ts';

const HOURS: Record<string, number> = { h: 1, d: 24, w: 24 * 7, y: 24 * 365 };

/**
 * The expiry time for a duration such as `90d`, `12h`, `6w` or `1y`, or for a date.
 *
 * @returns ISO 8601
 * @throws PlexicaError `bad_usage`
 */
export function expiryOf(text: string, now = Date.now()): string {
  const [, count, unit = ''] = /^(\d{1,4})([hdwy])$/.exec(text) ?? [];
  const hours = HOURS[unit];
  const time =
    count === undefined || hours === undefined ? readTime(text) : now + Number(count) * hours * 3_600_000;
  if (time === undefined) {
    throw new PlexicaError('bad_usage', `--expires ${text} is neither a duration nor a date.`, {
      hint: 'Use a duration such as 12h, 90d, 6w or 1y, or a date such as 2027-01-31.',
    });
  }
  return new Date(time).toISOString();
}
