import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient, isOperation, waitForOperation, type Client, type LogLine } from '../client/index.ts';
import { startServer, type StartedServer } from '../server/index.ts';
import { failureLog } from './failure-log.ts';
import { pluginClient, type PluginClient } from './plugin-client.ts';
import { decodeText } from '../text.ts';
import { findProject, findTools, pack } from './project.ts';

export interface StartPluginOptions {
  /** Values for the configuration of the plugin. */
  config?: Record<string, unknown>;
}

export interface RunningPlugin {
  /** Address of the server. */
  url: string;
  /** Slug of the tenant that has the plugin. */
  tenant: string;
  /**
   * A client with the rights of a role of `plexica.json`, or with permissions of the plugin, both without its id:
   * `as('writer')`, `as({ permissions: ['notes.use'] })`.
   *
   * @throws Error when the manifest has no such role
   */
  as(caller: string | { permissions: readonly string[] }): Promise<PluginClient>;
  /** A client without a token. */
  anonymous: PluginClient;
  /**
   * The plugin's log, oldest line first, at most the newest 1,000 lines. It includes the errors of earlier failed
   * requests, for which it waits up to 3 seconds.
   */
  logs(): Promise<LogLine[]>;
  /** Stops the server and removes its data. */
  close(): Promise<void>;
}

const TENANT = 'test';

/** How long and how often to search the log for a failed request: a server writes it shortly after the response. */
const LOGS_MS = 3_000;
const LOGS_EVERY_MS = 50;

/**
 * Builds the plugin, starts a server with its own database, and installs the plugin in a new tenant. The server is the
 * same as in production, so the start takes some seconds. If a response has status 500 or above, the plugin's log is
 * printed on standard error.
 *
 * @example
 * ```ts
 * import assert from 'node:assert/strict';
 * import { startPlugin } from '@plexica/sdk/testing';
 *
 * const plugin = await startPlugin(import.meta.dirname, { config: { currency: 'EUR' } });
 * const writer = await plugin.as('writer');
 * const response = await writer.post('/notes', { text: 'Hello' });
 * assert.equal(response.status, 200);
 * await plugin.close();
 * ```
 *
 * @param folder the project or any folder in it: `import.meta.dirname`
 * @throws Error with the reason if the plugin does not build, install or start
 */
export async function startPlugin(folder: string, options: StartPluginOptions = {}): Promise<RunningPlugin> {
  const project = findProject(folder);
  const tools = findTools(project);
  const home = await mkdtemp(join(tmpdir(), 'plexica-test-'));
  // If root starts it, the database and the plugin run as other users. If they could not enter the folder, the server would
  // keep the data elsewhere.
  await chmod(home, 0o711);
  const token = `plx_${randomBytes(32).toString('base64url')}`;
  const starting = startServer({
    controlPlane: tools.controlPlane,
    environment: serverEnvironment({
      PLEXICA_DATA: join(home, 'data'),
      PLEXICA_PORT: '0',
      PLEXICA_ADMIN_TOKEN: token,
    }),
    onLog: () => undefined,
  });
  const stop = async (): Promise<void> => {
    await starting.then((server) => server.stop()).catch(() => undefined);
    await rm(home, { recursive: true, force: true });
  };
  try {
    const [server, packed] = await Promise.all([starting, pack(project, tools, home)]);
    const api = createClient({ url: server.url, token });
    const { plugin, version } = packed;
    await Promise.all([
      settled(api, api.createTenant({ body: { slug: TENANT } })),
      api.publishVersion({ plugin, version, tag: 'test', body: await readFile(packed.file) }),
    ]);
    const body = { plugin, range: version, config: options.config ?? {}, trust: true };
    await settled(api, api.installPlugin({ tenant: TENANT, body }));
    return runningPlugin(server, api, project, plugin, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

function runningPlugin(
  server: StartedServer,
  api: Client,
  project: string,
  plugin: string,
  stop: () => Promise<void>,
): RunningPlugin {
  const routes = `${server.url}/t/${TENANT}/${plugin}`;
  const failed = new Set<string>();
  const readLogs = async (): Promise<readonly LogLine[]> =>
    (await api.readLogs({ tenant: TENANT, plugin, limit: 1000 })).items;
  const clientWith = (token: string | undefined): PluginClient =>
    pluginClient(routes, token, async (request) => {
      if (request.uncaught) failed.add(request.requestId);
      process.stderr.write(await failureLog(request, readLogs));
    });
  return {
    url: server.url,
    tenant: TENANT,
    anonymous: clientWith(undefined),
    async as(caller) {
      const keys = typeof caller === 'string' ? await permissionsOf(project, caller) : caller.permissions;
      // A token without permissions would have all of them. A permission of a plugin that is not installed allows nothing.
      const permissions = keys.length === 0 ? ['nobody.nothing'] : keys.map((key) => `${plugin}.${key}`);
      const name = typeof caller === 'string' ? caller : 'tester';
      const created = await api.createToken({ body: { name, scope: `tenant:${TENANT}`, permissions } });
      return clientWith(created.token);
    },
    async logs() {
      const expected = [...failed];
      for (const end = Date.now() + LOGS_MS; ; await sleep(LOGS_EVERY_MS)) {
        const all = await api.readLogs({ tenant: TENANT, plugin, limit: 1000 });
        // The server logs one line for each request, even if the plugin logs nothing.
        const items = all.items.filter(({ request }) => request === undefined);
        const known = new Set(items.map(({ requestId }) => requestId));
        if (Date.now() < end && !expected.every((requestId) => known.has(requestId))) continue;
        for (const requestId of expected) failed.delete(requestId);
        return items;
      }
    },
    close: stop,
  };
}

async function permissionsOf(project: string, role: string): Promise<readonly string[]> {
  const { roles = {} } = JSON.parse(decodeText(await readFile(join(project, 'plexica.json')))) as {
    roles?: Record<string, string[]>;
  };
  const permissions = Object.hasOwn(roles, role) ? roles[role] : undefined;
  if (permissions === undefined) {
    throw new Error(`plexica.json has no role "${role}"; it has: ${Object.keys(roles).join(', ') || 'none'}`);
  }
  return permissions;
}

async function settled(api: Client, answer: Promise<unknown>): Promise<void> {
  const result = await answer;
  if (isOperation(result)) {
    await waitForOperation(api, result);
  }
}

/** A developer's own settings of a server must not affect a test. */
function serverEnvironment(own: Record<string, string>): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(PLEXICA_|DATABASE_URL$)/.test(name));
  return { ...Object.fromEntries(inherited), ...own };
}
