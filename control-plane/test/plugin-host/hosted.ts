import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import type { Capability } from '../../src/plugin-host/capabilities/capability.ts';
import { Connections } from '../../src/plugin-host/capabilities/database/connections.ts';
import { capabilities } from '../../src/plugin-host/capabilities/in-host.ts';
import type { Resolve } from '../../src/plugin-host/capabilities/fetch/resolve.ts';
import { TIME_LIMITS, type TimeLimits } from '../../src/plugin-host/limits.ts';
import { PluginHost } from '../../src/plugin-host/plugin-host.ts';
import type { LogLine, PluginAnswer, PluginCall, Sandboxed } from '../../src/plugin-host/types.ts';
import { type Walls, detectWalls } from '../../src/plugin-host/sandbox/walls.ts';

/** A plugin host with bundles written by tests. */
export interface Hosted {
  host: PluginHost;
  lines: LogLine[];
  walls: Walls;
  folder: string;
  /** Writes a bundle whose class has these members, and describes it as an installation. */
  plugin(source: string, more?: Partial<Sandboxed>): Promise<Sandboxed>;
  close(): Promise<void>;
}

export async function startHost(
  options: {
    connect?: (installation: number) => pg.ClientConfig;
    walls?: Walls;
    connections?: number;
    fetchPrivate?: string[];
    resolve?: Resolve;
    /** Beside those of the server. */
    capabilities?: Capability[];
    bootstrap?: string;
    times?: Partial<TimeLimits>;
  } = {},
): Promise<Hosted> {
  const folder = await mkdtemp(join(tmpdir(), 'plexica-host-'));
  await chmod(folder, 0o711);
  const walls = options.walls ?? (await detectWalls());
  const lines: LogLine[] = [];
  const host = new PluginHost({
    walls,
    sandbox: 'auto',
    times: { ...TIME_LIMITS, ...options.times },
    shared: folder,
    capabilities: [
      ...capabilities({
        connections: new Connections(
          options.connect ?? (() => ({ host: '127.0.0.1', port: 1 })),
          options.connections ?? 10,
        ),
        members: { list: async () => [], get: async () => undefined },
        fetchPrivate: options.fetchPrivate ?? [],
        ...(options.resolve ? { resolve: options.resolve } : {}),
      }),
      ...(options.capabilities ?? []),
    ],
    ...(options.bootstrap ? { bootstrap: options.bootstrap } : {}),
    onLog: (_target, line) => lines.push(line),
  });
  let count = 0;
  return {
    host,
    lines,
    walls,
    folder,
    async plugin(source, more = {}) {
      count += 1;
      const bundle = await writeBundle(folder, `bundle-${count}`, source);
      return {
        installation: count,
        tenant: 'acme',
        plugin: 'crm',
        version: '1.0.0',
        bundle,
        config: {},
        configVersion: 1,
        network: [],
        codeGeneration: false,
        members: false,
        trusted: true,
        ...more,
      };
    },
    async close() {
      await host.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/**
 * @param source members of a class; those named `get…`, `post…` need no declaration, since the host trusts the route
 * that it was given. A text with `export default` is taken as it is.
 */
export async function writeBundle(folder: string, name: string, source: string): Promise<string> {
  const bundle = join(folder, name);
  const backend = join(bundle, 'dist/backend');
  await mkdir(backend, { recursive: true });
  const text = source.includes('export default') ? source : `export default class Plugin {\n${source}\n}\n`;
  await writeFile(join(backend, 'index.js'), text);
  for (const path of [bundle, join(bundle, 'dist'), backend]) await chmod(path, 0o755);
  await chmod(join(backend, 'index.js'), 0o644);
  return bundle;
}

/** A GET of the handler, or whatever is said instead. */
export function call(handler: string, more: Partial<PluginCall> = {}): PluginCall {
  return {
    route: { method: 'GET', path: `/${handler}`, handler },
    method: 'GET',
    path: `/${handler}`,
    params: {},
    query: '',
    headers: [],
    body: undefined,
    signal: new AbortController().signal,
    requestId: 'req-1',
    ...more,
  };
}

export async function text(answer: PluginAnswer): Promise<string> {
  if (answer.body === undefined) return '';
  if (Buffer.isBuffer(answer.body)) return answer.body.toString();
  const pieces: Buffer[] = [];
  for await (const piece of answer.body as AsyncIterable<Buffer>) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

export async function json(answer: PluginAnswer): Promise<unknown> {
  return JSON.parse(await text(answer));
}
