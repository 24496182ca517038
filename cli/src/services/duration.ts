import { PlexicaError } from '@plexica/sdk/errors';

const UNITS: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds of `30s`, `10m`, `12h`, `7d`, or `undefined`. */
export function readDuration(text: string): number | undefined {
  const [, count, unit = ''] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  const length = UNITS[unit];
  return length === undefined ? undefined : Number(count) * length;
}

/** @param flag where it was typed @throws PlexicaError `bad_usage` */
export function durationOf(text: string, flag: string): number {
  const duration = readDuration(text);
  if (duration !== undefined) return duration;
  throw new PlexicaError('bad_usage', `${flag} ${text} is not a duration.`, {
    hint: 'Use a duration such as 30s, 10m, 12h or 7d.',
  });
}

/**
 * A time that starts with a date, in milliseconds since 1970. Refuses days that do not exist: `Date` would read
 * 2027-02-31 as 2027-03-03.
 */
export function readTime(text: string): number | undefined {
  const [day] = /^\d{4}-\d\d-\d\d/.exec(text) ?? [];
  const start = Date.parse(`${day}T00:00:00Z`);
  const time = Date.parse(text);
  if (day === undefined || Number.isNaN(start) || Number.isNaN(time)) return undefined;
  return new Date(start).toISOString().startsWith(day) ? time : undefined;
}
