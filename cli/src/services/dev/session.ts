import type { Config, ConfigSchema, PluginManifest } from '@plexica/registry';
import { ApiError } from '@plexica/sdk/client';
import { PlexicaError } from '@plexica/sdk/errors';
import { withoutFolders } from '../../home.ts';
import type { DevEvent } from '../../results/dev.ts';
import { apiOf, settled, type Api } from '../api.ts';
import { readContexts } from '../context/contexts.ts';
import { DEV_TENANT, devContextOf, forgetRunningDev, rememberDev } from '../context/dev-context.ts';
import { readSources, type ConfigSources } from '../installations/config-sources.ts';
import { parseValues } from '../installations/config-values.ts';
import { followLogs } from '../installations/logs.ts';
import { readProjectFolder } from '../project/read.ts';
import { compilerArguments } from '../project/type-check.ts';
import { portOf, startOwnServer, stopOwnServer, untilStopped, type OwnServer } from '../server/own-server.ts';
import { Bundler } from './bundler.ts';
import { freePort } from './free-port.ts';
import { Describer } from './describer.ts';
import { openDevData } from './dev-data.ts';
import { developersEnvironment } from './environment.ts';
import { Reloader } from './reload.ts';
import { reloadQueue } from './reload-queue.ts';
import { missingKeys } from './required-config.ts';
import { watchFiles } from './watch-files.ts';
import { TypesAfterSave } from './types-after-save.ts';

const DEFAULT_PORT = 7373;
/** Maximum number of lines shown that a plugin logged before its log was followed, for example in `onInstall`. */
const MISSED_LINES = 100;

export interface DevOptions {
  configFolder: string;
  folder: string;
  port: number | undefined;
  /** Configuration values, which the installation keeps. */
  config: ConfigSources;
  /**
   * Gets values for missing required keys.
   *
   * @returns `given` with these values
   * @throws PlexicaError `missing_flags` if prompts are not possible
   */
  ask: (plugin: string, schema: ConfigSchema, missing: readonly string[], given: Config) => Promise<Config>;
  /** Recreates the installation at startup; erases its data. */
  reset: boolean;
  /** Accepts data in the project that was created elsewhere. */
  trustData: boolean;
  tell: (event: DevEvent) => void;
  onLog: (line: string) => void;
}

/**
 * Runs a development server with the plugin of a folder in the tenant `dev`, and reloads it at every save.
 *
 * @param keys calls its argument when `r` is pressed
 * @param stop ends the session; the data is kept
 * @returns the value of `stop`
 * @throws PlexicaError `not_a_plugin`, `build_failed` without TypeScript, `untrusted_data`, `missing_flags`, and what
 *   keeps the server from starting
 */
export async function develop<Signal>(
  options: DevOptions,
  keys: (onRecreate: () => void) => void,
  stop: Promise<Signal>,
): Promise<Signal> {
  const start = performance.now();
  const began = new Date().toISOString();
  const { folder, manifest, entry } = await readProjectFolder(options.folder);
  // Fails before anything starts if TypeScript is missing.
  await compilerArguments(folder);
  const plugin = manifest.id;
  const { base, pairs } = await readSources(options.config);
  const given = parseValues(pairs, manifest.config, base);
  const ended = new AbortController();
  const data = await openDevData({
    project: folder,
    configFolder: options.configFolder,
    trust: options.trustData,
  });
  let server: OwnServer | undefined;
  try {
    const bundler = new Bundler(folder, ended.signal);
    if (entry !== undefined) bundler.prepare();
    server = await startDevServer(options, folder, data);
    const stopped = untilStopped(server, stop);
    await Promise.race([run(server, bundler), stopped]);
    return await stopped;
  } finally {
    ended.abort();
    if (server !== undefined) {
      await stopOwnServer(server);
      await forgetRunningDev(options.configFolder, folder);
    }
  }

  /** Resolves once the plugin runs or failed to start; later events are reported as they happen. */
  async function run({ url, token }: OwnServer, bundler: Bundler): Promise<void> {
    const context = await rememberDev(options.configFolder, { project: folder, plugin, server: url, token });
    const connection = { url, token, context };
    const api = apiOf(connection);
    await ensureTenant(api);
    const config = await completeConfig(api, manifest, given, options.ask);
    ended.signal.throwIfAborted();
    const types = new TypesAfterSave(folder, options.tell, ended.signal);
    // Starts before the first reload, so that a save in the meantime counts.
    const watcher = await watchFiles(
      folder,
      entry,
      (since, changed) => {
        types.changed();
        void queue.add({ since, changed, reset: false });
      },
      (reason) => options.tell({ event: 'note', message: polled(reason) }),
    );
    if (ended.signal.aborted) return watcher.close();
    ended.signal.addEventListener('abort', () => void watcher.close());
    const describer = new Describer(ended.signal);
    const reloader = new Reloader(
      folder,
      api,
      bundler,
      describer,
      config,
      (files, bundlingBegan) => watcher.add(files, bundlingBegan),
      (version, access) => options.tell({ event: 'access', plugin, version, access: [...access] }),
      (message) => options.tell({ event: 'note', message }),
    );
    let rehearsed = false;
    const queue = reloadQueue(reloader, { tell: options.tell, given: config }, ended.signal, () => {
      if (!rehearsed && entry !== undefined && queue.version !== undefined) {
        rehearsed = true;
        bundler.rehearse(entry);
      }
      void types.check();
    });
    keys(() => queue.recreate());
    await queue.add({ since: start, changed: [], reset: options.reset });
    void streamLogs(connection, plugin, began, options.tell, ended.signal);
    const routes = `${url}/t/${DEV_TENANT}/${plugin}`;
    const version = queue.version ?? (await installedVersion(api, plugin));
    ended.signal.throwIfAborted();
    options.tell({
      event: 'ready',
      url: routes,
      ...(reloader.example !== undefined && { example: `${routes}${reloader.example}` }),
      server: url,
      token,
      context,
      plugin,
      version,
      current: queue.version !== undefined,
      milliseconds: Math.round(performance.now() - start),
    });
  }
}

/** How to raise a limit on Linux, by error code. */
const LIMITS: Record<string, string> = {
  ENOSPC: 'sysctl fs.inotify.max_user_watches=524288',
  EMFILE: 'sysctl fs.inotify.max_user_instances=1024, or a higher ulimit -n',
};

function polled(reason: string): string {
  const limit = process.platform === 'linux' ? LIMITS[reason] : undefined;
  const more = limit === undefined ? '' : ` To raise the limit: ${limit}.`;
  return `The system cannot watch more files (${reason}). Polling the files instead.${more}`;
}

async function startDevServer(options: DevOptions, folder: string, data: string): Promise<OwnServer> {
  const environment = developersEnvironment(withoutFolders(process.env));
  const [, known] = devContextOf(await readContexts(options.configFolder), folder) ?? [];
  const startOn = (port: number | undefined) =>
    startOwnServer({
      environment,
      token: known?.token,
      port,
      data,
      onLog: options.onLog,
      inUse: '`plexica dev` already runs for this project',
    });
  // Only the default port can be replaced by another one.
  if (options.port !== undefined || portOf(environment) !== undefined) return startOn(options.port);
  const port = await freePort(DEFAULT_PORT);
  const server = await startOn(port).catch((error: unknown) => {
    // Another program took the port in the meantime.
    if (error instanceof PlexicaError && error.code === 'port_in_use') return startOn(0);
    throw error;
  });
  const { port: used } = new URL(server.url);
  // Reported only now, because the start can also fail for another reason.
  if (used !== String(DEFAULT_PORT)) {
    options.tell({ event: 'note', message: `Port ${DEFAULT_PORT} is in use; using ${used}.` });
  }
  return server;
}

/** Prompts before anything is built, as `plexica install` does. */
async function completeConfig(
  api: Api,
  { id, config: schema }: PluginManifest,
  given: Config,
  ask: DevOptions['ask'],
): Promise<Config> {
  const missing = await missingKeys(api, { tenant: DEV_TENANT, plugin: id }, schema, given);
  return schema === undefined || missing.length === 0 ? given : ask(id, schema, missing, given);
}

async function ensureTenant(api: Api): Promise<void> {
  const show = () => api.showTenant({ tenant: DEV_TENANT });
  try {
    await settled(api, await api.createTenant({ body: { slug: DEV_TENANT, name: 'Development' } }), show);
  } catch (error) {
    if (!(error instanceof ApiError && error.code === 'tenant_exists')) {
      throw error;
    }
  }
}

/** The version that an earlier session left running. */
async function installedVersion(api: Api, plugin: string): Promise<string | null> {
  try {
    const { state, version } = await api.showInstallation({ tenant: DEV_TENANT, plugin });
    return state === 'active' ? (version ?? null) : null;
  } catch (error) {
    if (error instanceof ApiError && error.code === 'not_installed') return null;
    throw error;
  }
}

/**
 * Follows the plugin's log, also across a reset, until the session ends.
 *
 * @param began ISO 8601 in UTC; older lines are not shown again
 */
async function streamLogs(
  connection: Parameters<typeof followLogs>[0],
  plugin: string,
  began: string,
  tell: (event: DevEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  const wanted = { limit: MISSED_LINES };
  let told = began;
  while (!signal.aborted) {
    try {
      const before = told;
      for await (const line of followLogs(connection, { tenant: DEV_TENANT, plugin }, wanted, signal)) {
        if (line.time <= before) continue;
        told = line.time;
        tell({ event: 'log', line });
      }
    } catch (error) {
      if (signal.aborted || error instanceof PlexicaError) {
        return;
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
