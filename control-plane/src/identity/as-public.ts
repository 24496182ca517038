import type { Request } from 'express';

/** The provider builds URLs from host and scheme of a request. Ours come from the configuration alone. */
export function asPublic(request: Request, url: string): void {
  const { host, protocol } = new URL(url);
  request.headers['host'] = host;
  request.headers['x-forwarded-proto'] = protocol.slice(0, -1);
  delete request.headers['x-forwarded-host'];
  // The address that the rest of the server believes, not what the caller says.
  request.headers['x-forwarded-for'] = request.ip;
  // Its pages that fill in the code by themselves need a script. The form shows the code instead.
  const { pathname, searchParams } = new URL(request.url, url);
  const code = searchParams.get('user_code');
  if (request.method === 'GET' && pathname === '/device' && code !== null) {
    (request as { prefilledCode?: string }).prefilledCode = code;
    request.url = pathname;
  }
}
