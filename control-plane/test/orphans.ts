import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { descends, runningProcesses } from './processes.ts';
import type { TestServer } from './server.ts';
import { superuser } from './superuser.ts';

/** Whatever belongs to no tenant or installation, whatever is missing of one, and what is not settled. */
const IN_DATABASE = `
  SELECT 'role ' || rolname AS orphan FROM pg_roles
   WHERE rolname LIKE 'plx\\_%' AND split_part(rolname, '_', 3)::int NOT IN (SELECT number FROM plexica.installations)
  UNION ALL
  SELECT 'membership in ' || r.rolname FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.roleid
   WHERE r.rolname LIKE 'plx\\_%' AND (m.set_option OR m.inherit_option)
  UNION ALL
  SELECT 'schema ' || nspname FROM pg_namespace
   WHERE nspname LIKE 'tenant\\_%' AND nspname NOT IN (
     SELECT 'tenant_' || replace(slug, '-', '_') FROM plexica.tenants
     UNION ALL
     SELECT 'tenant_' || replace(slug, '-', '_') || '__' || replace(plugin, '-', '_')
       FROM plexica.installations i JOIN plexica.tenants t ON t.id = i.tenant)
  UNION ALL
  SELECT 'tenant ' || slug || ' lacks its schema' FROM plexica.tenants
   WHERE 'tenant_' || replace(slug, '-', '_') NOT IN (SELECT nspname FROM pg_namespace)
  UNION ALL
  SELECT 'installation ' || number || ' lacks its schema'
    FROM plexica.installations i JOIN plexica.tenants t ON t.id = i.tenant
   WHERE 'tenant_' || replace(slug, '-', '_') || '__' || replace(plugin, '-', '_')
     NOT IN (SELECT nspname FROM pg_namespace)
  UNION ALL
  SELECT 'grant in ' || nspname || ' to a role that is gone' FROM pg_namespace, aclexplode(nspacl) a
   WHERE nspname LIKE 'tenant\\_%' AND a.grantee <> 0 AND NOT EXISTS (SELECT FROM pg_roles WHERE oid = a.grantee)
  UNION ALL
  SELECT 'installation ' || number || ' is ' || state FROM plexica.installations
   WHERE state NOT IN ('active', 'inactive')
  UNION ALL
  SELECT 'tenant ' || slug || ' is ' || state FROM plexica.tenants WHERE state <> 'active'
  UNION ALL
  SELECT 'installation ' || number || ' lacks a role' FROM plexica.installations
   WHERE (SELECT count(*) FROM pg_roles WHERE rolname LIKE 'plx\\_%\\_' || number || '\\__') <> 2
  UNION ALL
  SELECT 'plugin ' || id || ' has no version' FROM plexica.plugins p
   WHERE NOT EXISTS (SELECT FROM plexica.versions WHERE plugin = p.id)
  UNION ALL
  SELECT 'operation ' || kind || ' is ' || state FROM plexica.operations WHERE state IN ('running', 'undoing')
  UNION ALL
  SELECT 'prepared transaction ' || gid FROM pg_prepared_xacts`;

/** Everything that a data folder holds while its server runs. */
const IN_FOLDER = /^(locks|secret|database|incoming|blobs|bundles|sandbox-[0-9a-f]{16})$/;

/**
 * @param connect makes a connection to the server's database as its administrator
 * @returns one sentence for each thing that has been left behind: in the database, on disk, among the processes
 */
export async function orphansOf(server: TestServer, connect = superuser): Promise<string[]> {
  const client = await connect(server);
  try {
    const orphans = (await client.query<{ orphan: string }>(IN_DATABASE)).rows.map(({ orphan }) => orphan);
    const versions = await client.query<{ plugin: string; version: string; integrity: string }>(
      'SELECT plugin, version, integrity FROM plexica.versions',
    );
    return [...orphans, ...(await inFolder(server.data, versions.rows)), ...processesOf(server)];
  } finally {
    await client.end();
  }
}

async function inFolder(
  data: string,
  versions: readonly { plugin: string; version: string; integrity: string }[],
): Promise<string[]> {
  const hex = ({ integrity }: { integrity: string }) =>
    Buffer.from(integrity.slice('sha512-'.length), 'base64').toString('hex');
  const packages = new Set(versions.map((version) => join(hex(version).slice(0, 2), `${hex(version)}.tgz`)));
  const bundles = new Set(
    versions.map((version) => join(version.plugin, `${version.version}-${hex(version).slice(0, 12)}`)),
  );
  const stored = (await names(join(data, 'blobs/packages'), true)).filter((name) => name.endsWith('.tgz'));
  const unpacked = await Promise.all(
    (await names(join(data, 'bundles')))
      .filter((name) => name !== '.drafts')
      .map(async (plugin) => (await names(join(data, 'bundles', plugin))).map((name) => join(plugin, name))),
  );
  return [
    ...(await names(data)).filter((name) => !IN_FOLDER.test(name)).map((name) => `file ${name}`),
    ...(await names(join(data, 'incoming'))).map((name) => `incoming package ${name}`),
    ...(await names(join(data, 'bundles/.drafts'))).map((name) => `unfinished bundle ${name}`),
    ...stored.filter((name) => !packages.has(name)).map((name) => `package ${name}`),
    ...[...packages]
      .filter((name) => !stored.includes(name))
      .map((name) => `version without package ${name}`),
    ...unpacked
      .flat()
      .filter((name) => !bundles.has(name))
      .map((name) => `bundle ${name}`),
  ];
}

async function names(folder: string, recursive = false): Promise<string[]> {
  return readdir(folder, { recursive }).catch(() => []);
}

/** Processes that have to do with the data folder and do not descend from the server. */
function processesOf({ data, pid }: TestServer): string[] {
  const all = runningProcesses();
  return all
    .filter((process) => process.command.includes(data) && !descends(all, process.pid, pid))
    .map((process) => `process ${process.pid}: ${process.command.slice(0, 200)}`);
}

/**
 * Stops a server.
 *
 * @returns its processes that are still there seconds later
 */
export async function leftBy(server: TestServer): Promise<string[]> {
  await server.stop();
  for (let tries = 0; ; tries += 1) {
    const left = processesOf(server);
    if (left.length === 0 || tries === 50) return left;
    await sleep(100);
  }
}
