/** An ISO 8601 time in the zone of the terminal, without seconds: `2026-11-21 09:30`. */
export function when(iso: string | undefined): string {
  return iso === undefined ? '' : local(new Date(iso)).slice(0, 16);
}

/** A time of today as `09:30:12.345`, another with its date, in the zone of the terminal. */
export function clock(iso: string): string {
  const time = local(new Date(iso));
  return time.startsWith(local(new Date()).slice(0, 10)) ? time.slice(11) : time;
}

/** `2026-11-21 09:30:12.345` */
function local(time: Date): string {
  const shifted = new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString();
  return shifted.slice(0, 23).replace('T', ' ');
}
