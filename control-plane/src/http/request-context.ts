import { randomUUID } from 'node:crypto';
import type { RequestHandler } from 'express';
import type { Logger } from 'pino';
import { PlexicaError } from '@plexica/sdk/errors';
import type { Config } from '../config.ts';
import { isLoopback } from '../config.ts';
import type { HttpPlatform } from './platform.ts';

/** Callers can send their own id to find a request in the log. Unusual ids are replaced. */
const REQUEST_ID = /^[\w.:-]{8,128}$/;

/**
 * Gives every request an id, which the caller receives, and one log line at its end. The line has `aborted` if the
 * caller disconnected before the end of the answer, and no `status` if none was sent.
 */
export function requestContext(log: Logger): RequestHandler {
  return (request, response, next) => {
    const sent = request.get('X-Request-Id');
    const requestId = sent !== undefined && REQUEST_ID.test(sent) ? sent : randomUUID();
    response.set('X-Request-Id', requestId);
    const began = performance.now();
    response.once('close', () => {
      const ms = Math.round((performance.now() - began) * 10) / 10;
      const { method, path } = request;
      const status = response.headersSent ? { status: response.statusCode } : {};
      const aborted = response.writableFinished ? {} : { aborted: true };
      log.info({ requestId, method, path, ...status, ...aborted, ms }, 'request');
    });
    next();
  };
}

/**
 * Refuses a request without exactly one Host header (RFC 9112, 3.2): a proxy in front of the server may use another of
 * two Host headers than the server does.
 */
export function oneHost(): RequestHandler {
  return (request, response, next) => {
    const { rawHeaders, httpVersion } = request;
    let hosts = 0;
    for (let at = 0; at < rawHeaders.length; at += 2) {
      const name = rawHeaders[at] as string;
      if (name.length === 4 && name.toLowerCase() === 'host') hosts += 1;
    }
    if (hosts === 1 || (hosts === 0 && httpVersion === '1.0')) {
      next();
      return;
    }
    response.set('Connection', 'close');
    const found = hosts === 0 ? 'no Host header' : `${hosts} Host headers`;
    throw new PlexicaError('malformed_request', `the request has ${found}; it must have exactly one`);
  };
}

/** Paths that load balancers and monitoring ask all the time, by any host name. */
export const PROBES: ReadonlySet<string> = new Set(['/healthz', '/readyz', '/metrics']);

/**
 * Answers only to its own host names (RFC 9110, 15.5.20), which prevents access from other pages through DNS rebinding.
 */
export function knownHosts(platform: HttpPlatform, config: Config): RequestHandler {
  const [before, after] = config.tenantHost.split('{tenant}') as [string, string];
  return (request, _response, next) => {
    const host = request.hostname?.toLowerCase() ?? '';
    const known =
      PROBES.has(request.path) ||
      host === new URL(platform.url).hostname ||
      (isLoopback(config.host) && isLoopback(host)) ||
      (host.length > before.length + after.length && host.startsWith(before) && host.endsWith(after));
    if (!known)
      throw new PlexicaError('unknown_host', `this server does not serve the host ${host || '(none)'}`);
    next();
  };
}
