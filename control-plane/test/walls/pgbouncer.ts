import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, connect as connectSocket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';

const BINARY = '/usr/sbin/pgbouncer';
/** Whom PgBouncer runs as when the tests are root, which it refuses. */
const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;

/** What the administrator of a database makes once, so that PgBouncer lets in roles that are made later. */
export const lookupStatements = (password: string): string => `\
CREATE ROLE pgbouncer LOGIN PASSWORD '${password}';
CREATE FUNCTION public.pgbouncer_auth(role text) RETURNS TABLE (usename name, passwd text)
  LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog
  AS 'SELECT usename, passwd FROM pg_shadow WHERE usename = role AND NOT usesuper';
REVOKE ALL ON FUNCTION public.pgbouncer_auth FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO pgbouncer;
GRANT EXECUTE ON FUNCTION public.pgbouncer_auth TO pgbouncer;`;

export interface PgBouncer {
  port: number;
  stop(): Promise<void>;
}

/** @returns why there is no PgBouncer; installs it on Debian where the tests are root */
export async function missingPgBouncer(): Promise<string | undefined> {
  if (existsSync(BINARY)) return undefined;
  if (!isRoot || !existsSync('/usr/bin/apt-get'))
    return 'PgBouncer is not installed (Debian: apt-get install pgbouncer)';
  const options = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, timeout: 120_000 };
  try {
    // The package starts a service of its own unless this file says no.
    const policy = '/usr/sbin/policy-rc.d';
    if (!existsSync(policy)) await writeFile(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
    await promisify(execFile)('apt-get', ['install', '-y', '--no-install-recommends', 'pgbouncer'], options);
    return undefined;
  } catch (error) {
    return `PgBouncer could not be installed: ${(error as Error).message}`;
  }
}

/** Starts PgBouncer in transaction mode before the database of `superuserUrl`. */
export async function startPgBouncer(superuserUrl: string): Promise<PgBouncer> {
  const password = 'of-the-pooler';
  const superuser = new pg.Client({ connectionString: superuserUrl });
  await superuser.connect();
  await superuser.query(lookupStatements(password));
  await superuser.end();

  const { hostname, port: behind, pathname } = new URL(superuserUrl);
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), 'plexica-pgbouncer-'));
  const userlist = join(folder, 'userlist.txt');
  const settings = join(folder, 'pgbouncer.ini');
  await writeFile(userlist, `"pgbouncer" "${password}"\n`);
  await writeFile(
    settings,
    `[databases]
${pathname.slice(1)} = host=${hostname} port=${behind} auth_user=pgbouncer
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = ${userlist}
auth_query = SELECT usename, passwd FROM public.pgbouncer_auth($1)
pool_mode = transaction
default_pool_size = 3
min_pool_size = 0
max_db_connections = 40
max_client_conn = 1000
server_login_retry = 1
`,
  );
  for (const path of [folder, userlist, settings]) if (isRoot) await chown(path, NOBODY, NOBODY);
  await chmod(folder, 0o700);

  const child = spawn(BINARY, ['--quiet', settings], {
    cwd: '/',
    stdio: ['ignore', 'ignore', 'pipe'],
    ...(isRoot ? { uid: NOBODY, gid: NOBODY } : {}),
  });
  let said = '';
  child.stderr.on('data', (text) => {
    said = (said + String(text)).slice(-4000);
  });
  const exited = once(child, 'exit');
  for (let tries = 0; !(await answers(port)); tries += 1) {
    if (tries > 100 || child.exitCode !== null) throw new Error(`PgBouncer did not start: ${said}`);
    await sleep(50);
  }
  return {
    port,
    async stop() {
      child.kill('SIGTERM');
      await exited;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connectSocket(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
