import { PlexicaError } from '@plexica/sdk/errors';
import { readDuration, readTime } from './duration.ts';

/**
 * A time as somebody typed it: an age such as `10m`, or a time.
 *
 * @param flag for the message
 * @returns ISO 8601
 * @throws PlexicaError `bad_usage`
 */
export function timeOf(text: string, flag: string): string {
  const duration = readDuration(text);
  const time = duration === undefined ? readTime(text) : Date.now() - duration;
  if (time !== undefined) return new Date(time).toISOString();
  throw new PlexicaError('bad_usage', `${flag} ${text} is neither a duration nor a time.`, {
    hint: 'Use a duration such as 30s, 10m, 12h or 7d, or a time such as 2026-11-30T10:00Z.',
  });
}
