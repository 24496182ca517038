import { domainToASCII } from 'node:url';
import semver from 'semver';
import { parse as parseDomain } from 'tldts';
import { z } from 'zod';
import { namePattern, pluginIdIssue, pluginIdLength } from '../names.ts';

/** A string field whose rule is a function that gives the reason why a value is wrong. */
export function ruled(reason: (value: string) => string | undefined) {
  return z.string().superRefine((value, context) => {
    const message = reason(value);
    if (message) context.addIssue({ code: 'custom', message });
  });
}

/** A string field of a fixed form; the pattern is also shown to editors. */
export function formed(pattern: RegExp, message: string) {
  return z.string().max(200, 'is longer than 200 characters').regex(pattern, message);
}

/** One line of text for people. */
export function line(max: number) {
  return z
    .string()
    .min(1, 'is empty')
    .max(max, `is longer than ${max} characters`)
    .regex(/^[^\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]*$/u, 'has line breaks or control characters');
}

export const pluginId = ruled((id) => pluginIdIssue(id)?.message).meta({
  pattern: namePattern.source,
  minLength: pluginIdLength.min,
  maxLength: pluginIdLength.max,
  examples: ['crm'],
});

export const semverRange = ruled((range) => {
  if (range.trim() === '') return 'is empty; write "*" for any version';
  return range.length <= 200 && semver.validRange(range) !== null
    ? undefined
    : `is not a semver range such as "^1.2.0" or ">=1 <3"`;
});

export const exactVersion = ruled((version) => {
  const valid = version.length <= 64 ? semver.parse(version) : null;
  if (!valid) return 'is not a semver version such as "1.2.0" or "2.0.0-beta.1"';
  if (valid.build.length > 0) {
    return 'has build metadata ("+…"), which does not distinguish versions; use a prerelease ("-…")';
  }
  return valid.version === version ? undefined : `is not in semver form; write "${valid.version}"`;
}).meta({ examples: ['0.1.0'] });

/** Why `path` cannot name a file of the project, or `undefined`. */
function filePathReason(path: string, endings: readonly string[]): string | undefined {
  if (path.length > 200) return 'is longer than 200 characters';
  if (path.includes('\\')) return 'has a backslash; write "/" between folders';
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path)) return 'is absolute; write it relative to the project';
  const parts = path.replace(/^\.\//, '').split('/');
  if (parts.includes('..')) return 'leads out of the project ("..")';
  if (parts.some((part) => part === '' || part === '.' || /\p{C}/u.test(part)))
    return 'is not a clean file path';
  return endings.some((ending) => path.toLowerCase().endsWith(ending))
    ? undefined
    : `must end in ${endings.join(', ')}`;
}

/** A file of the project, relative to its folder, with one of these endings. */
export function filePath(...endings: string[]) {
  return ruled((path) => filePathReason(path, endings));
}

export const permissionKey = formed(
  /^[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)*$/,
  'is not a permission key: use lowercase words separated by dots, such as "contacts.read"',
);

export const permissionPattern = formed(
  /^(\*|[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)*(\.\*)?)$/,
  'is not a permission or a pattern with a trailing star, such as "contacts.read" or "contacts.*"',
);

/**
 * A host that `ctx.fetch` may reach: a name without scheme, port and path, or `*.` and a registrable domain or below.
 * What is registrable is taken from the Public Suffix List, private suffixes such as `github.io` included.
 */
export const networkHost = ruled((host) => {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(host))
    return 'has a scheme; write the host name alone, https is implied';
  const name = host.startsWith('*.') ? host.slice(2) : host;
  if (host.includes('/')) return 'has a path; write the host name alone';
  if (/^\[|^[\da-f]*:[\da-f:.]*$/i.test(name) || /(^|\.)(\d+|0x[\da-f]*)\.?$/i.test(name)) {
    return 'is an IP address; only host names are allowed';
  }
  if (name.includes(':')) return 'has a port; write the host name alone, https on 443 is implied';
  if (name.includes('*')) return 'has a star in the middle; only a leading "*." is allowed';
  if (/[^\x20-\x7e]/.test(name)) return `is not ASCII; write "${domainToASCII(name) || 'its punycode form'}"`;
  if (name !== name.toLowerCase()) return `has uppercase letters; write "${host.toLowerCase()}"`;
  if (host !== name && !parseDomain(name, { allowPrivateDomains: true }).domain) {
    return `is a wildcard above the registrable domain: anyone can own a name below ${name}`;
  }
  if (
    name.length > 253 ||
    !/^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(name)
  ) {
    return 'is not a full host name such as "api.example.com"';
  }
  return undefined;
});
