/** An ISO 8601 time in the zone of the terminal, without seconds: `2026-11-21 09:30`. */
export function when(iso: string | undefined): string {
  return iso === undefined ? '' : local(new Date(iso)).slice(0, 16);
}

/** How long ago a time was: `now`, `5m ago`, `3h ago`, `12d ago`. */
export function ago(iso: string | undefined, now = Date.now()): string {
  if (iso === undefined) return '';
  const minutes = Math.floor((now - Date.parse(iso)) / 60_000);
  if (minutes < 1) return 'now';
  if (minutes < 60) return `${minutes}m ago`;
  return minutes < 60 * 24 ? `${Math.floor(minutes / 60)}h ago` : `${Math.floor(minutes / 60 / 24)}d ago`;
}

/** A time of today as `09:30:12.345`, other times with the date, in the zone of the terminal. */
export function clock(iso: string): string {
  const time = local(new Date(iso));
  return time.startsWith(local(new Date()).slice(0, 10)) ? time.slice(11) : time;
}

/** `2026-11-21 09:30:12.345` */
function local(time: Date): string {
  const shifted = new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString();
  return shifted.slice(0, 23).replace('T', ' ');
}
