import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import pino from 'pino';
import { startEmbeddedPostgres } from '../../src/database/embedded.ts';
import { installationRoles, type InstallationRoles } from '../../src/database/roles.ts';
import { deriveKeys } from '../../src/keys.ts';

const SECRET = 'a secret of several servers, long enough';

/** A PostgreSQL that outlives the servers which use it. */
export interface External {
  /** Its administrator. */
  readonly admin: pg.Client;
  /** What a server needs to use it. */
  readonly environment: Record<string, string>;
  rolesOf(tenant: string, plugin: string): Promise<InstallationRoles>;
  /** Connects as a role of an installation, past every server. */
  connect(role: string): Promise<pg.Client>;
  /**
   * Stops a backend in the middle of what it does: it keeps its locks, and neither a timeout nor
   * `pg_terminate_backend` ends it, as with statements that never look whether they should stop.
   *
   * @param session a connection, or the id of a backend
   */
  freeze(session: pg.Client | number): void;
  /** Lets all of them go on. */
  thaw(): void;
  stop(): Promise<void>;
}

export async function startExternal(): Promise<External> {
  const folder = await mkdtemp(join(tmpdir(), 'plexica-external-'));
  await chmod(folder, 0o711);
  const keys = deriveKeys(SECRET);
  const postgres = await startEmbeddedPostgres(join(folder, 'database'), keys, pino({ level: 'silent' }));
  const open = async (connection: pg.ClientConfig): Promise<pg.Client> => {
    const client = new pg.Client(connection);
    client.on('error', () => undefined);
    await client.connect();
    return client;
  };
  const admin = await open({ connectionString: postgres.superuserUrl });
  const frozen = new Set<number>();
  const thaw = (): void => {
    for (const pid of frozen) process.kill(pid, 'SIGCONT');
    frozen.clear();
  };
  return {
    admin,
    environment: { DATABASE_URL: postgres.url, PLEXICA_SECRET: SECRET },
    async rolesOf(tenant, plugin) {
      const { rows } = await admin.query<{ number: number; platform: string }>(
        `SELECT i.number, p.id AS platform FROM plexica.installations i JOIN plexica.tenants t ON t.id = i.tenant,
           plexica.platform p WHERE t.slug = $1 AND i.plugin = $2`,
        [tenant, plugin],
      );
      const [found] = rows;
      if (found === undefined) throw new Error(`${plugin} is not installed in ${tenant}`);
      return installationRoles(found.platform, found.number);
    },
    connect: (role) => {
      const { hostname: host, port, pathname } = new URL(postgres.url);
      const database = pathname.slice(1);
      return open({ host, port: Number(port), database, user: role, password: keys.rolePassword(role) });
    },
    freeze(session) {
      const pid =
        typeof session === 'number' ? session : (session as unknown as { processID: number }).processID;
      process.kill(pid, 'SIGSTOP');
      frozen.add(pid);
    },
    thaw,
    async stop() {
      thaw();
      await admin.end().catch(() => undefined);
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** @returns what `look` gives, once that is something. @throws Error after a minute and a half */
export async function eventually<Found>(
  what: string,
  look: () => Promise<Found | false | undefined>,
): Promise<Found> {
  let last: unknown;
  for (const end = Date.now() + 90_000; Date.now() < end; await sleep(50)) {
    try {
      const found = await look();
      if (found !== undefined && found !== false) return found;
      last = undefined;
    } catch (error) {
      last = error;
    }
  }
  throw new Error(`never: ${what}`, { cause: last });
}
