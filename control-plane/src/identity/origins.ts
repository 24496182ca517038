import type { Config } from '../config.ts';
import { PLATFORM_REALM } from './realms.ts';

interface Hosts {
  readonly config: Pick<Config, 'tenantHost'>;
  readonly url: string;
}

/** Origin of the pages of a realm's people: a host of its own for each tenant, and the public URL for the platform. */
export function originOf({ config, url }: Hosts, realm: string): string {
  const { protocol, port, origin } = new URL(url);
  if (realm === PLATFORM_REALM) return origin;
  const host = config.tenantHost.replace('{tenant}', realm);
  return `${protocol}//${host}${port === '' ? '' : `:${port}`}`;
}

/** The reverse: the realm whose pages a host has. */
export function realmOfHost({ config, url }: Hosts, hostname: string): string | undefined {
  const host = hostname.toLowerCase();
  if (host === new URL(url).hostname) return PLATFORM_REALM;
  const [before, after] = config.tenantHost.split('{tenant}') as [string, string];
  if (!host.startsWith(before) || !host.endsWith(after)) return undefined;
  const tenant = host.slice(before.length, host.length - after.length);
  return tenant === '' || tenant === PLATFORM_REALM ? undefined : tenant;
}
