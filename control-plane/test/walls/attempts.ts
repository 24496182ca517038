import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { childProcesses, userOf } from '../../src/processes/child-processes.ts';
import { deleteTenant } from '../delete-tenant.ts';
import { publish } from '../installations/plugin-package.ts';
import { type Answer, type TestServer, startServer } from '../server.ts';
import { escapeRows } from './escape-rows.ts';
import type { Outside } from './outside.ts';
import { type ChannelRow, channelRows } from './rows/channel.ts';
import type { EscapeRow } from './rows/row.ts';
import { type Missing, toolsWithout } from './taken-down.ts';
import { weakened } from './weakened.ts';

/** A real server, walls of which may be missing, with a plugin that tries every row. */
export interface Attempts {
  server: TestServer;
  /** @returns whether the row reached what it should not have, and what was said of it */
  attempt(row: EscapeRow): Promise<{ escaped: boolean; said: string }>;
  /** @returns the answer to the request that wrote it, and the tenant that is its own */
  write(row: ChannelRow): Promise<{ answer: Answer; tenant: string }>;
  /** Gives a tenant the plugin. */
  newTenant(): Promise<string>;
  /** Deletes the tenants of all attempts so far; those to come have another. */
  clear(): Promise<void>;
  stop(): Promise<void>;
}

/** The comment names the source map of the whole bundle. */
const attemptSource = (outside: Outside) => `async (ctx) => {
  //# sourceMappingURL=${outside.secret}

  const { row, outside } = await ctx.request.json();
  const fs = process.getBuiltinModule('node:fs');
  const builtin = (name) => process.getBuiltinModule('node:' + name) ?? process.getBuiltinModule(name);
  const rows = {
    ${escapeRows.map(({ name, source }) => `${JSON.stringify(name)}: async () => { ${source} }`).join(',\n')}
  };
  try { return { got: (await rows[row]()) ?? null }; }
  catch (error) { return { denied: String(error?.code ?? error?.message ?? error) }; }
}`;

const WRITE = `async (ctx) => {
  const row = await ctx.request.text();
  const fs = process.getBuiltinModule('node:fs');
  const write = (octets) => {
    for (let at = 0; at < octets.length;) {
      try { at += fs.writeSync(3, octets, at); } catch (error) { if (error.code !== 'EAGAIN') throw error; }
    }
  };
  const frame = (kind, rest) => {
    const head = Buffer.alloc(5);
    head.writeUInt32BE(Buffer.byteLength(rest) + 1);
    head[4] = kind;
    return Buffer.concat([head, Buffer.from(rest)]);
  };
  const say = (message) => write(frame(0, JSON.stringify(message)));
  // The first request of a process.
  const id = 1;
  const rows = {
    ${channelRows.map(({ name, source }) => `${JSON.stringify(name)}: () => { ${source} }`).join(',\n')}
  };
  rows[row]();
  await new Promise(() => {});
}`;

export async function startAttempts(outside: Outside, missing: Missing = {}): Promise<Attempts> {
  const tools = await toolsWithout(missing);
  const { codeGeneration } = missing;
  const server = await startServer({
    PATH: tools.path,
    CANARY: outside.canary,
    ...(missing.weakening && weakened(missing.weakening)),
  });
  await publish(server, {
    id: 'hostile',
    ...(codeGeneration && { access: { codeGeneration } }),
    routes: {
      'POST /attempt': { access: 'authenticated', source: attemptSource(outside) },
      'POST /write': { access: 'authenticated', source: WRITE },
      'GET /fine': { access: 'authenticated', source: `() => 'fine'` },
    },
  });
  let count = 0;
  const tenants = new Set<string>();
  async function newTenant(): Promise<string> {
    const slug = `t${(count += 1)}`;
    tenants.add(slug);
    for (const [path, json] of [
      ['/v1/tenants', { slug }],
      [`/v1/tenants/${slug}/plugins`, { plugin: 'hostile' }],
    ] as const) {
      const { status, body } = await server.request('POST', path, { json });
      if (status !== 201) throw new Error(`POST ${path}: ${JSON.stringify(body)}`);
    }
    return slug;
  }
  let tenant = await newTenant();
  return {
    server,
    newTenant,
    async attempt(row) {
      await server.request('GET', `/t/${tenant}/hostile/fine`);
      await outside.restored(userOfNewest(server));
      outside.touched();
      const { status, body } = await server.request('POST', `/t/${tenant}/hostile/attempt`, {
        json: { row: row.name, outside: { ...outside, server: server.pid } },
      });
      // A process that was ended is started again after a pause: the next row goes to another.
      if (status !== 200) tenant = await newTenant();
      const hasReached = () =>
        outside.touched() || readdirSync(outside.folder).some((name) => row.leaves?.test(name));
      // What it did not say was denied may still be on its way.
      const patience = status === 200 && 'denied' in body ? 1 : 20;
      let reached = hasReached();
      for (let tries = 0; !reached && tries < patience; tries += 1) {
        await sleep(10);
        reached = hasReached();
      }
      const answered = status === 200 && 'got' in body && row.leaves === undefined;
      const got = answered && (await (row.reached?.(body.got, outside) ?? true));
      const escaped = reached || got;
      return { escaped, said: status === 200 ? JSON.stringify(body) : body.detail };
    },
    async write(row) {
      const own = await newTenant();
      const answer = await server.request('POST', `/t/${own}/hostile/write`, {
        body: Buffer.from(row.name),
        headers: { 'content-type': 'text/plain' },
      });
      return { answer, tenant: own };
    },
    async clear() {
      for (const slug of tenants) await deleteTenant(server, slug);
      tenants.clear();
      tenant = await newTenant();
    },
    async stop() {
      await server.stop();
      await tools.remove();
    },
  };
}

/** The user of the sandbox that a server has started last. */
function userOfNewest({ pid }: TestServer): number {
  const sandboxes = childProcesses(pid).filter((child) =>
    readFileSync(`/proc/${child}/cmdline`, 'utf8').includes('/bootstrap/main.js'),
  );
  const startedAt = (child: number) =>
    Number(
      readFileSync(`/proc/${child}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ')[19],
    );
  const [newest] = sandboxes.sort((a, b) => startedAt(b) - startedAt(a));
  return userOf(newest as number);
}
