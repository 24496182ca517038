import http from 'node:http';

/** Never by a proxy: a server on this machine, such as that of `plexica dev`. */
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]', '::1'];

/** Sends requests by the proxies of HTTP_PROXY and HTTPS_PROXY, past them to the hosts of NO_PROXY, as curl does. */
export function useProxies(environment: NodeJS.ProcessEnv): void {
  if (!namesProxy(environment)) return;
  const without = environment['no_proxy'] ?? environment['NO_PROXY'];
  const list = [...(without === undefined || without === '' ? [] : [without]), ...LOOPBACK].join(',');
  http.setGlobalProxyFromEnv({ ...environment, no_proxy: list, NO_PROXY: list });
}

function namesProxy(environment: NodeJS.ProcessEnv): boolean {
  return ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy'].some((name) => environment[name]);
}
