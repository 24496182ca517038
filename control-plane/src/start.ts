import { setMaxListeners } from 'node:events';
import type { Server } from 'node:http';
import { createServer, type Server as NetServer } from 'node:net';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { Registry } from 'prom-client';
import { PlexicaError } from '@plexica/sdk/errors';
import { createApp } from './app.ts';
import { AuditLog } from './audit/audit-log.ts';
import { FollowedLines } from './audit/followed-lines.ts';
import { FileBlobs } from './blobs/filesystem.ts';
import type { Config } from './config.ts';
import { features } from './features.ts';
import { openDataFolder, type DataFolder } from './data-folder.ts';
import { Changes } from './database/changes.ts';
import { startEmbeddedPostgres, type EmbeddedPostgres } from './database/embedded.ts';
import { connectAtStart, openPlatformDatabase, type PlatformDatabase } from './database/platform-database.ts';
import { installationRoles } from './database/roles.ts';
import { watchStatements } from './database/watch-statements.ts';
import { createHttpServer } from './http/create-http-server.ts';
import { anyOf } from './access/access.ts';
import { adminTokenReader, apiTokenReader } from './access/api-tokens.ts';
import { stopDistrusted } from './installations/erase.ts';
import { requireInstalledPermissions, unknownPermission } from './installations/installed-permissions.ts';
import { versionsInUse } from './installations/versions-in-use.ts';
import { Installations } from './installations/installations.ts';
import { PluginLogs } from './plugin-logs/plugin-logs.ts';
import { deriveKeys, type Keys } from './keys.ts';
import { openDelivery } from './mail/delivery.ts';
import { Mails } from './mail/mails.ts';
import { Sender } from './mail/sender.ts';
import { Limits } from './limits/limits.ts';
import { Operations } from './operations/operations.ts';
import type { Platform } from './platform.ts';
import { Connections } from './plugin-host/capabilities/database/connections.ts';
import { capabilities } from './plugin-host/capabilities/in-host.ts';
import { PluginHost } from './plugin-host/plugin-host.ts';
import { TIME_LIMITS } from './plugin-host/limits.ts';
import { limitSandboxes } from './plugin-host/sandbox/limit-sandboxes.ts';
import { detectWalls } from './plugin-host/sandbox/walls.ts';
import { openBundle } from './registry/bundles.ts';
import { PackageStore } from './registry/package-store.ts';
import { defineTables } from './tables.ts';
import { findTenant } from './tenants/tenant.ts';
import { EmbeddedRealms } from './identity/embedded/embedded-realms.ts';
import { BrowserSessions } from './identity/login/browser-sessions.ts';
import { sessionReader } from './identity/login/session-reader.ts';
import { originOf } from './identity/origins.ts';
import { tenantOf } from './identity/tenant-of.ts';
import { realmTokenReader } from './identity/verify-token.ts';
import { openMachines } from './clients/machines.ts';
import { memberLoggedIn } from './members/logged-in.ts';
import { memberReader } from './members/member-reader.ts';
import { memberPrincipals } from './members/principal.ts';
import { Memberships } from './workspaces/memberships.ts';

/** Share of the time for an installation or update that its lifecycle method can use. Migrations need the rest. */
const LIFECYCLE_SHARE = 2 / 3;

export interface RunningServer {
  url: string;
  stop(): Promise<void>;
}

/** Stops all started parts in reverse order. Continues if one fails. */
class Cleanup {
  readonly #steps: (() => Promise<unknown>)[] = [];

  add(step: () => Promise<unknown>): void {
    this.#steps.unshift(step);
  }

  async run(log: Logger): Promise<void> {
    for (const step of this.#steps.splice(0)) {
      await step().catch((error: unknown) =>
        log.error({ err: error }, 'a part of the server did not stop cleanly'),
      );
    }
  }
}

/**
 * Starts a control plane: folder, database, tables, HTTP. Then continues unfinished operations.
 *
 * @throws PlexicaError `data_folder_in_use`, `data_folder_unusable`, `database_in_use`, `database_unavailable`,
 *   `database_unsuitable`, `port_in_use`; whatever had been started is stopped
 */
export async function startServer(config: Config, log: Logger): Promise<RunningServer> {
  const cleanup = new Cleanup();
  try {
    const folder = await openDataFolder(config);
    cleanup.add(() => folder.release());
    await requireFreePort(config);
    const stopping = new AbortController();
    setMaxListeners(0, stopping.signal);
    const platform = await openPlatform(config, folder, log, { cleanup, stopping: stopping.signal });
    const server = createHttpServer(createApp(platform), config.timeouts.idle, log);
    platform.localUrl = await listen(server, config);
    platform.url = config.publicUrl ?? platform.localUrl;
    cleanup.add(() => close(server));
    cleanup.add(async () => stopping.abort());
    await platform.operations.resume();
    return { url: platform.url, stop: () => cleanup.run(log) };
  } catch (error) {
    await cleanup.run(log);
    throw error;
  }
}

async function openPlatform(
  config: Config,
  folder: DataFolder,
  log: Logger,
  { cleanup, stopping }: { cleanup: Cleanup; stopping: AbortSignal },
): Promise<Platform> {
  const keys = deriveKeys(folder.secret);
  const embedded =
    config.databaseUrl === undefined ? await embeddedPostgres(folder, keys, log, cleanup) : undefined;
  const { start, route, statement, install } = config.timeouts;
  const database = await openPlatformDatabase(embedded?.url ?? (config.databaseUrl as string), log, {
    statement,
    transaction: install,
  });
  cleanup.add(() => database.close());
  const statements = watchStatements(embedded, database, log);
  cleanup.add(() => statements.close());
  await requireSameSecret(database, keys);
  if (config.databaseDirectUrl !== undefined) {
    await (await connectAtStart(config.databaseDirectUrl, 'PLEXICA_DATABASE_DIRECT_URL')).end();
  }
  const changes = await Changes.open(embedded?.url ?? (config.databaseDirectUrl as string), log);
  cleanup.add(() => changes.close());
  const packages = await openPackages(config, folder, database);

  const limits = new Limits(config.limits, database, log);
  cleanup.add(() => limits.close());
  const logs = new PluginLogs(database, log);
  cleanup.add(() => logs.close());
  const sandboxLimits = await limitSandboxes();
  const walls = await detectWalls();
  const connections = new Connections(
    (installation) => {
      const { runtime } = installationRoles(database.platform, installation);
      return { ...database.address, user: runtime, password: keys.rolePassword(runtime) };
    },
    config.databaseConnections,
    (installation) => statements.hungUp(installationRoles(database.platform, installation).runtime),
  );
  const host = new PluginHost({
    walls,
    groups: sandboxLimits.groups,
    sandbox: config.sandbox,
    times: {
      ...TIME_LIMITS,
      start: start * 1000,
      route: route * 1000,
      lifecycle: install * LIFECYCLE_SHARE * 1000,
    },
    shared: folder.shared,
    capabilities: capabilities({
      connections,
      members: memberReader(database),
      fetchPrivate: config.fetchPrivate,
    }),
    onLog: ({ installation }, line) => logs.add(installation, line),
  });
  cleanup.add(() => host.close());
  const audit = new AuditLog({ database, keys }, changes, log);
  cleanup.add(() => audit.close());
  const operations = new Operations(database, changes, audit, log);
  cleanup.add(() => operations.close());

  const mails = new Mails(database, keys, changes);
  const tables = defineTables(database.sequelize);
  const bundles = { shared: folder.shared, packages };
  const memberPrincipal = memberPrincipals(database, changes);
  const memberships = new Memberships(database, changes);
  const machines = openMachines(database, changes);
  const identity = new EmbeddedRealms({
    machines,
    log,
    database,
    keys,
    changes,
    mail: mails,
    url: () => platform.url,
    localUrl: () => platform.localUrl,
    originOf: (realm) => originOf(platform, realm),
    tenantOf: (realm) => tenantOf(tables, realm),
  });
  const platform: Platform = {
    config,
    shared: folder.shared,
    url: '',
    localUrl: '',
    stopping,
    log,
    keys,
    database,
    tables,
    changes,
    operations,
    packages,
    access: {
      principalOf: anyOf([
        adminTokenReader(folder.adminToken),
        apiTokenReader(database, changes),
        realmTokenReader({
          changes,
          url: () => platform.url,
          issuer: (realm) => identity.issuer(realm),
          keysOf: (realm) => identity.keys.of(realm),
          isAlive: (realm, login) => identity.isAlive(realm, login),
          memberPrincipal,
          machines,
        }),
      ]),
      sessionOf: sessionReader(() => platform, { changes }),
      workspaceRole: (tenant, workspace, member) => memberships.role(tenant, workspace, member),
    },
    limits,
    walls,
    sandboxLimits: sandboxLimits.why,
    host,
    connections,
    installations: new Installations({ database, changes, keys }, (version) => openBundle(bundles, version)),
    logs,
    mail: mails,
    mailSender: new Sender({ mails, changes, log }, openDelivery(config, log)),
    audit,
    auditLines: new FollowedLines(database),
    metrics: new Registry(),
    identity,
    realms: identity,
    memberships,
    sessions: new BrowserSessions(database, keys),
    // What folders ask of those above them.
    memberPrincipal,
    memberLoggedIn: (realm, subject, person) => memberLoggedIn(database, realm, subject, person),
    requireInstalledPermissions: (tenant, patterns) =>
      requireInstalledPermissions(platform, tenant, patterns),
    unknownPermission: (tenant, permission) => unknownPermission(platform, tenant, permission),
    get tenantResources() {
      return features.flatMap((feature) => feature.ofTenants?.(platform) ?? []);
    },
    tenantCreatedAt: async (slug) => (await findTenant(tables, slug)).createdAt,
    versionsInUse: (plugin, transaction) => versionsInUse(platform, plugin, transaction),
    distrusted: (plugin) => stopDistrusted(platform, plugin),
  };
  for (const feature of features) {
    feature.operations?.(platform);
    feature.metrics?.(platform.metrics, platform);
    const stop = await feature.start?.(platform);
    if (stop !== undefined) cleanup.add(stop);
  }
  cleanup.add(repeatHousekeeping(platform));
  return platform;
}

/**
 * Passwords of roles and encryption keys are derived from the secret, so all servers of a database must share it.
 *
 * @throws PlexicaError `invalid_configuration`
 */
async function requireSameSecret(database: PlatformDatabase, keys: Keys): Promise<void> {
  const [known] = await database.rows<{ secret_check: string }>(
    'UPDATE plexica.platform SET secret_check = coalesce(secret_check, $1) RETURNING secret_check',
    [keys.check],
  );
  if (known?.secret_check === keys.check) return;
  throw new PlexicaError(
    'invalid_configuration',
    'PLEXICA_SECRET: does not match the secret that created the database',
    {
      hint: 'Use the same PLEXICA_SECRET for every server of a database: the content of the file `secret` of the first server.',
    },
  );
}

/** @throws PlexicaError `invalid_configuration`, `data_folder_unusable` */
async function openPackages(
  { blobs }: Config,
  { path }: DataFolder,
  database: PlatformDatabase,
): Promise<PackageStore> {
  const packages = new PackageStore(new FileBlobs(blobs), database, join(path, 'incoming'));
  try {
    await packages.open();
    return packages;
  } catch (error) {
    if (error instanceof PlexicaError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    throw new PlexicaError('data_folder_unusable', `${blobs}: ${code ?? message} (PLEXICA_BLOBS)`, {
      cause: error,
    });
  }
}

async function embeddedPostgres(
  folder: DataFolder,
  keys: Keys,
  log: Logger,
  cleanup: Cleanup,
): Promise<EmbeddedPostgres> {
  const embedded = await startEmbeddedPostgres(join(folder.shared, 'database'), keys, log);
  cleanup.add(() => embedded.stop());
  return embedded;
}

const HOUSEKEEPING_MS = 10 * 60_000;

/** Removes expired data: stored answers, ended operations, old log lines. */
function repeatHousekeeping(platform: Platform): () => Promise<void> {
  const { log } = platform;
  const once = async (): Promise<void> => {
    for (const feature of features) await feature.housekeeping?.(platform);
  };
  let running = Promise.resolve();
  const run = (): void => {
    running = once().catch((error: unknown) => log.error({ err: error }, 'housekeeping failed'));
  };
  run();
  const timer = setInterval(run, HOUSEKEEPING_MS).unref();
  return async () => {
    clearInterval(timer);
    await running;
  };
}

/**
 * Checks the port before the database is created or recovered, which can take long.
 *
 * @throws PlexicaError `port_in_use`, `invalid_configuration`
 */
async function requireFreePort(config: Config): Promise<void> {
  const probe = createServer((socket) => socket.destroy());
  await bind(probe, config);
  await new Promise((resolve) => probe.close(resolve));
}

async function listen(server: Server, config: Config): Promise<string> {
  await bind(server, config);
  const { host } = config;
  const { port } = server.address() as { port: number };
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** @throws PlexicaError `port_in_use`, `invalid_configuration` */
async function bind(server: NetServer, { host, port }: Config): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const message = `${host}:${port} (PLEXICA_HOST, PLEXICA_PORT): ${error.code ?? error.message}`;
      reject(
        error.code === 'EADDRINUSE'
          ? new PlexicaError('port_in_use', `${host}:${port} is already in use (PLEXICA_PORT)`, {
              cause: error,
            })
          : new PlexicaError('invalid_configuration', message, { cause: error }),
      );
    });
    server.listen(port, host, resolve);
  });
}

/** Running requests can finish; those that take longer than this are aborted. */
const DRAIN_MS = 10_000;

async function close(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
  await closed;
  clearTimeout(timer);
}
