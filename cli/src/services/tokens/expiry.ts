import { PlexicaError } from '@plexica/sdk/errors';

const HOURS: Record<string, number> = { h: 1, d: 24, w: 24 * 7, y: 24 * 365 };

/**
 * When something ends that is said to last `90d`, `12h`, `6w`, `1y`, or until a date.
 *
 * @returns ISO 8601
 * @throws PlexicaError `bad_usage`
 */
export function expiryOf(text: string, now = Date.now()): string {
  const [, count, unit = ''] = /^(\d{1,4})([hdwy])$/.exec(text) ?? [];
  const hours = HOURS[unit];
  const time =
    count === undefined || hours === undefined ? Date.parse(text) : now + Number(count) * hours * 3_600_000;
  if (Number.isNaN(time) || (count === undefined && !startsWithDate(text))) {
    throw new PlexicaError('bad_usage', `--expires ${text} is neither a duration nor a date.`, {
      hint: 'Write 12h, 90d, 6w, 1y, or a date such as 2027-01-31.',
    });
  }
  return new Date(time).toISOString();
}

/** A day that the month has not is taken for one of the next month elsewhere: 2027-02-31 for 2027-03-03. */
function startsWithDate(text: string): boolean {
  const [day] = /^\d{4}-\d\d-\d\d/.exec(text) ?? [];
  const time = Date.parse(`${day}T00:00:00Z`);
  return day !== undefined && !Number.isNaN(time) && new Date(time).toISOString().startsWith(day);
}
