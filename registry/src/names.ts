import { PlexicaError, type ErrorCode, type Issue } from '@plexica/sdk/errors';

/**
 * Names that neither a tenant nor a plugin may have, by the reason. A tenant's slug becomes a host name, a realm and
 * the schema `tenant_<slug>`; a plugin's id becomes a path segment, an npm name, an event prefix and a schema.
 */
const reservedByReason: Record<string, readonly string[]> = {
  'is a path of the control plane': [
    'v1',
    'v2',
    'npm',
    't',
    'assets',
    'realms',
    'healthz',
    'readyz',
    'metrics',
    'openapi',
    'api',
    'auth',
    'login',
    'logout',
    'oauth',
    'oidc',
    'callback',
    'actions',
    'console',
    'docs',
    'static',
    'public',
    'well-known',
  ],
  'is a host that mail and browsers treat specially': [
    'www',
    'localhost',
    'mail',
    'smtp',
    'ftp',
    'autoconfig',
    'autodiscover',
    'wpad',
    'isatap',
    'cdn',
    'status',
    'postmaster',
    'hostmaster',
    'webmaster',
    'abuse',
    'security',
    'support',
  ],
  'belongs to the platform itself': [
    'plexica',
    'platform',
    'core',
    'system',
    'internal',
    'admin',
    'administrator',
    'root',
    'operator',
    'auditor',
    'registry',
    'sdk',
    'cli',
    'control-plane',
    'gateway',
    'plugin',
    'plugins',
    'tenant',
    'tenants',
    'token',
    'tokens',
    'user',
    'users',
    'guest',
    'member',
    'members',
    'role',
    'roles',
    'workspace',
    'workspaces',
    'event',
    'events',
    'operations',
    'installations',
    'config',
    'logs',
    'db',
    'audit',
    'client',
    'clients',
    'permission',
    'permissions',
    'team',
    'teams',
    'people',
  ],
  'is a name of the database': [
    'information-schema',
    'pg',
    'pg-catalog',
    'pg-toast',
    'postgres',
    'template0',
    'template1',
    'none',
    'current-user',
    'session-user',
  ],
  'is a word of JavaScript or npm that tools misread as a name': [
    'null',
    'undefined',
    'true',
    'false',
    'constructor',
    'prototype',
    'node-modules',
    'package',
    'node',
    'default',
    'latest',
    'all',
    'new',
    'self',
  ],
  'is a device name on Windows': [
    'con',
    'prn',
    'aux',
    'nul',
    ...Array.from({ length: 10 }, (_, n) => [`com${n}`, `lpt${n}`]).flat(),
  ],
};

/** Every reserved slug and id with the reason, worded to follow the name: "`www` is a host that …". */
export const reservedNames: ReadonlyMap<string, string> = new Map(
  Object.entries(reservedByReason).flatMap(([reason, names]) => names.map((name) => [name, reason] as const)),
);

/** Plugin ids and tenant slugs have the same form and differ in length only. */
export const namePattern = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
export const pluginIdLength = { min: 2, max: 28 };
export const tenantSlugLength = { min: 2, max: 24 };

interface NameRule {
  /** How the name is called in messages: `plugin id`. */
  noun: string;
  min: number;
  max: number;
}

const pluginIdRule: NameRule = { noun: 'plugin id', ...pluginIdLength };
const tenantSlugRule: NameRule = { noun: 'tenant slug', ...tenantSlugLength };

interface NameProblem {
  code: Extract<ErrorCode, 'invalid_input' | 'reserved_name'>;
  message: string;
}

function quoted(name: string): string {
  const shown = name.length > 60 ? `${name.slice(0, 60)}…` : name;
  return JSON.stringify(shown);
}

function formProblem(name: string, { noun, min, max }: NameRule): string | undefined {
  if (name === '') return `the ${noun} is empty; use ${min} to ${max} characters`;
  if (/[^\x20-\x7e]/.test(name)) {
    return `${quoted(name)} has characters outside ASCII; a ${noun} is made of a–z, 0–9 and single dashes`;
  }
  if (namePattern.test(name.toLowerCase()) && name !== name.toLowerCase()) {
    return `${quoted(name)} has uppercase letters; write ${quoted(name.toLowerCase())}`;
  }
  const strange = /[^A-Za-z0-9-]/.exec(name);
  if (strange) {
    return `${quoted(name)} has the character ${quoted(strange[0])}; a ${noun} is made of a–z, 0–9 and single dashes`;
  }
  if (/^[0-9]/.test(name)) return `${quoted(name)} starts with a digit; a ${noun} starts with a letter`;
  if (name.startsWith('-')) return `${quoted(name)} starts with a dash; a ${noun} starts with a letter`;
  if (name.endsWith('-')) return `${quoted(name)} ends with a dash; a ${noun} ends with a letter or digit`;
  if (name.includes('--')) return `${quoted(name)} has two dashes in a row; use one`;
  if (/[A-Z]/.test(name)) return `${quoted(name)} has uppercase letters; write ${quoted(name.toLowerCase())}`;
  if (name.length < min) return `${quoted(name)} is too short; a ${noun} has at least ${min} characters`;
  if (name.length > max) {
    return `${quoted(name)} is too long: ${name.length} characters, and a ${noun} has at most ${max}`;
  }
  return undefined;
}

function nameProblem(name: string, rule: NameRule): NameProblem | undefined {
  const message = formProblem(name, rule);
  if (message) return { code: 'invalid_input', message };
  const reason = reservedNames.get(name);
  return reason
    ? {
        code: 'reserved_name',
        message: `${quoted(name)} is reserved: it ${reason}; choose another ${rule.noun}`,
      }
    : undefined;
}

function assertName(name: string, path: string, rule: NameRule): void {
  const problem = nameProblem(name, rule);
  if (problem) {
    throw new PlexicaError(problem.code, problem.message, { issues: [{ path, message: problem.message }] });
  }
}

/** The first rule of plugin ids that `id` breaks, or `undefined`. */
export function pluginIdIssue(id: string, path = 'id'): Issue | undefined {
  const problem = nameProblem(id, pluginIdRule);
  return problem && { path, message: problem.message };
}

/** The first rule of tenant slugs that `slug` breaks, or `undefined`. */
export function tenantSlugIssue(slug: string, path = 'slug'): Issue | undefined {
  const problem = nameProblem(slug, tenantSlugRule);
  return problem && { path, message: problem.message };
}

/** @throws PlexicaError `invalid_input` (form) or `reserved_name` */
export function assertPluginId(id: string, path = 'id'): void {
  assertName(id, path, pluginIdRule);
}

/** @throws PlexicaError `invalid_input` (form) or `reserved_name` */
export function assertTenantSlug(slug: string, path = 'slug'): void {
  assertName(slug, path, tenantSlugRule);
}
