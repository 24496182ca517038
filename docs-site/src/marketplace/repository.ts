import type { Plugin } from '@plexica/sdk/client';

/** Hosts with a short name in npm, or reached over ssh, that show a repository at the same path. */
const hosts: Record<string, string> = {
  github: 'github.com',
  gitlab: 'gitlab.com',
  bitbucket: 'bitbucket.org',
};

/** `owner/name`, or a longer path for GitLab's groups. No part is `.` or `..`. */
const path = String.raw`(?<path>(?!\.{1,2}\/)[\w.-]+(?:\/(?!\.{1,2}(?:\/|$))[\w.-]+)+)`;
const known = Object.values(hosts)
  .join('|')
  .replaceAll('.', String.raw`\.`);
const short = new RegExp(`^(?:(?<host>${Object.keys(hosts).join('|')}):)?${path}$`);
const overSsh = new RegExp(`^(?:(?:git\\+)?ssh://|git://)?(?:git@)?(?<domain>${known})[:/]${path}$`);

/** The web page of `repository` in package.json, in any form that npm accepts; undefined if it has none. */
export function repositoryUrl({ repository }: Pick<Plugin, 'repository'>): string | undefined {
  const given = (typeof repository === 'string' ? repository : repository?.url) ?? '';
  const bare = given
    .replace(/#.*$/, '')
    .replace(/\/$/, '')
    .replace(/\.git$/, '');
  const shorthand = short.exec(bare)?.groups;
  const ssh = overSsh.exec(bare)?.groups;
  if (ssh !== undefined) return `https://${ssh['domain']}/${ssh['path']}`;
  if (shorthand !== undefined) return `https://${hosts[shorthand['host'] ?? 'github']}/${shorthand['path']}`;
  const url = URL.parse(bare.replace(/^git\+/, ''));
  if (url?.protocol !== 'https:') return undefined;
  // A user name before the host could be mistaken for the host.
  url.username = '';
  url.password = '';
  return url.href;
}
