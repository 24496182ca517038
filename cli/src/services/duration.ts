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
    hint: 'Write 30s, 10m, 12h or 7d.',
  });
}
