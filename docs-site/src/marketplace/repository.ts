import type { Plugin } from '@plexica/sdk/client';

/** Hosts that npm knows by a short name, or over ssh, and that show a repository at the same path. */
const hosts: Record<string, string> = {
  github: 'github.com',
  gitlab: 'gitlab.com',
  bitbucket: 'bitbucket.org',
};

/** `owner/name`, and deeper below GitLab's groups; neither `.` nor `..` is a part. */
const path = String.raw`(?<path>(?!\.{1,2}\/)[\w.-]+(?:\/(?!\.{1,2}(?:\/|$))[\w.-]+)+)`;
const known = Object.values(hosts)
  .join('|')
  .replaceAll('.', String.raw`\.`);
const short = new RegExp(`^(?:(?<host>${Object.keys(hosts).join('|')}):)?${path}$`);
const overSsh = new RegExp(`^(?:(?:git\\+)?ssh://|git://)?(?:git@)?(?<domain>${known})[:/]${path}$`);

/** The page of a repository, where it is one of the web: `repository` of package.json in any form that npm takes. */
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
  // A name before the host is read as the host.
  url.username = '';
  url.password = '';
  return url.href;
}
