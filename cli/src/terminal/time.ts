/** An ISO 8601 time in the zone of the terminal, without seconds: `2026-11-21 09:30`. */
export function when(iso: string | undefined): string {
  if (iso === undefined) {
    return '';
  }
  const time = new Date(iso);
  const local = new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString();
  return local.slice(0, 16).replace('T', ' ');
}
