/**
 * Headers of every page: nothing runs, nothing is loaded but our stylesheet, no other page can frame it, and no link
 * tells others where it came from. (With `no-referrer`, browsers send `Origin: null` with forms, which we refuse.)
 *
 * @param targets origins that a form may be redirected to after it was sent. Chromium checks redirects too: without
 *   the origin of the application, a login would end on a blocked page.
 */
export function pageHeaders(targets: readonly string[] = []): Record<string, string> {
  return {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': [
      "default-src 'none'",
      "style-src 'self'",
      `form-action ${["'self'", ...targets].join(' ')}`,
      "frame-ancestors 'none'",
      "base-uri 'none'",
    ].join('; '),
    'X-Frame-Options': 'DENY',
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'same-origin',
    'Cache-Control': 'no-store',
  };
}
