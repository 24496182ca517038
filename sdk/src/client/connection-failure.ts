/** Describes a request that got no response. */
export interface ConnectionFailure {
  message: string;
  hint?: string;
}

/** By the codes of Node's sockets, resolver and TLS, and of undici, which is behind its `fetch`. */
const CAUSES: readonly { codes: RegExp; says: string; hint?: string }[] = [
  {
    codes: /^ECONNREFUSED$/,
    says: 'no program is listening there',
  },
  {
    codes: /^(?:ENOTFOUND|EAI_AGAIN|EAI_NODATA)$/,
    says: 'its host name cannot be resolved',
    hint: 'Check the host name, and that DNS works on this machine. If it is only reachable through a proxy, set HTTPS_PROXY.',
  },
  {
    codes: /^(?:ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT|EHOSTUNREACH|ENETUNREACH)$/,
    says: 'no connection could be made',
    hint: 'Check the address, firewalls and VPN. If it is only reachable through a proxy, set HTTPS_PROXY.',
  },
  {
    codes: /^(?:DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+|CERT_UNTRUSTED)$/,
    says: 'this machine does not trust the authority that signed its certificate',
    hint: 'Set NODE_EXTRA_CA_CERTS to a PEM file with the certificate of the authority.',
  },
  {
    codes: /^(?:CERT_HAS_EXPIRED|CERT_NOT_YET_VALID)$/,
    says: 'its certificate is not valid today',
    hint: 'Renew the certificate of the server, and check the clock of this machine.',
  },
  {
    codes: /^ERR_TLS_CERT_ALTNAME_INVALID$/,
    says: 'its certificate is for another host name',
    hint: 'Use the host name that the certificate has, or give the server a certificate for this one.',
  },
  {
    codes: /^(?:ERR_SSL_\w+|EPROTO)$/,
    says: 'it does not use TLS there',
    hint: 'If the server uses plain HTTP, use http:// instead of https://.',
  },
];

const PROXY_HINT = 'Check HTTP_PROXY and HTTPS_PROXY, or add the host of the server to NO_PROXY.';
const PROXY_LOGIN =
  'Add the user and password of the proxy to HTTPS_PROXY or HTTP_PROXY: http://user:password@host:port';

/** undici's message if a proxy responds instead of the server. */
const REFUSED_BY_PROXY = /\bProxy .*\((\d{3})\)/;

/** Codes of connections that broke, so that the server could have received the request. */
const BROKE =
  /^(?:ECONNRESET|EPIPE|ECONNABORTED|UND_ERR_SOCKET|UND_ERR_BODY_TIMEOUT|UND_ERR_HEADERS_TIMEOUT|ERR_STREAM_PREMATURE_CLOSE)$/;

/**
 * Describes why `fetch` failed.
 *
 * @param changes whether the request would have changed something
 */
export function describeConnectionFailure(url: string, error: unknown, changes: boolean): ConnectionFailure {
  const inner = innermost(error);
  const { code, message } = inner;
  const status = REFUSED_BY_PROXY.exec(message)?.[1];
  if (status !== undefined) {
    const hint = status === '407' ? PROXY_LOGIN : PROXY_HINT;
    return { message: `${url} cannot be reached: the proxy responded with ${status}`, hint };
  }
  const known = CAUSES.find(({ codes }) => codes.test(code));
  if (known !== undefined) {
    const { says, hint } = known;
    const proxy = proxyOf(url, inner);
    if (proxy !== undefined) {
      const through = `${url} cannot be reached through the proxy ${proxy}`;
      return { message: `${through}: ${says} (${code})`, hint: PROXY_HINT };
    }
    return { message: `${url} cannot be reached: ${says} (${code})`, ...(hint !== undefined && { hint }) };
  }
  if (BROKE.test(code)) return broken(url, `the connection to ${url} broke (${code})`, changes);
  return { message: `${url} cannot be reached: ${code || message}` };
}

/** @param seconds how long nothing came */
export function describeSilence(url: string, seconds: number, changes: boolean): ConnectionFailure {
  return broken(url, `${url} did not respond within ${seconds} seconds`, changes);
}

function broken(url: string, message: string, changes: boolean): ConnectionFailure {
  if (!changes) return { message, hint: `Try again. If it happens again, check the log of ${url}.` };
  return {
    message: `${message}. The change might have happened anyway`,
    hint: 'Check whether it happened before you try again.',
  };
}

/** Where a socket failed that was not to lead to the server itself. */
function proxyOf(url: string, { address, port, hostname }: Innermost): string | undefined {
  const own = new URL(url);
  const ownPort = Number(own.port || (own.protocol === 'https:' ? 443 : 80));
  if (port !== undefined && port !== ownPort) return `${address}:${port}`;
  return hostname === undefined || hostname === own.hostname ? undefined : hostname;
}

interface Innermost {
  code: string;
  message: string;
  /** Where a connection was tried. */
  address?: string | undefined;
  port?: number | undefined;
  /** A name that was looked up. */
  hostname?: string | undefined;
}

/** Of several addresses that were tried each has an error of its own; the first tells enough. */
function innermost(error: unknown): Innermost {
  const { cause, errors, code, message, address, port, hostname } = error as {
    cause?: unknown;
    errors?: unknown[];
    code?: unknown;
    message?: unknown;
    address?: string;
    port?: number;
    hostname?: string;
  };
  if (cause !== undefined) return innermost(cause);
  if (code === undefined && errors?.[0] !== undefined) return innermost(errors[0]);
  return {
    code: typeof code === 'string' ? code : '',
    message: String(message ?? error),
    address,
    port,
    hostname,
  };
}
