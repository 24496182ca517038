import type { RequestHandler } from 'express';
import helmet from 'helmet';

/** Nothing of an answer may be run, loaded or framed by a page. */
const NO_CONTENT = { defaultSrc: ["'none'"], frameAncestors: ["'none'"] };
const YEAR = 365 * 24 * 60 * 60;

/**
 * Headers that tell browsers what they must not do with an answer. They fit data; pages replace
 * `Content-Security-Policy` by their own.
 *
 * @param https whether the public URL is https; only then do browsers obey `Strict-Transport-Security`
 */
export function securityHeaders(https: boolean): RequestHandler {
  return helmet({
    contentSecurityPolicy: { useDefaults: false, directives: NO_CONTENT },
    // Only for this host: its subdomains may belong to others.
    strictTransportSecurity: https && { maxAge: YEAR, includeSubDomains: false },
    xFrameOptions: { action: 'deny' },
    // For browsers that nobody supports any more, or without a meaning for this server.
    originAgentCluster: false,
    xDnsPrefetchControl: false,
    xDownloadOptions: false,
    xPermittedCrossDomainPolicies: false,
    xPoweredBy: false,
    xXssProtection: false,
  });
}
