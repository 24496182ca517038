/** Formats milliseconds for display: `1 second`, `0.3 seconds`, `40 seconds`. */
export function inSeconds(ms: number): string {
  const seconds = ms / 1000;
  const rounded = seconds < 10 ? Math.round(seconds * 10) / 10 : Math.round(seconds);
  return `${rounded} ${rounded === 1 ? 'second' : 'seconds'}`;
}
