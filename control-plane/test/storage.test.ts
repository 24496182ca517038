import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, open, readdir, readFile, rm } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { serverCommand } from '@plexica/sdk/server';
import { isRoot, findTool } from '../src/plugin-host/sandbox/walls.ts';
import { notes, pluginPackage } from './installations/plugin-package.ts';
import { packageOf } from './registry/packages.ts';
import { CONTROL_PLANE } from './server.ts';
import { skipWhereMissing } from './skip-where-missing.ts';

const MiB = 2 ** 20;
const TOKEN = 'plx_admin-token-of-the-tests';

interface Confined {
  child: ChildProcess;
  /** Of the server inside. */
  url: string;
  /** The data folder as it is inside. */
  data: string;
  request(
    method: string,
    path: string,
    body?: Uint8Array | object,
  ): Promise<{ status: number; code?: string }>;
  /** Tenants that are neither made nor gone. */
  unsettled(): Promise<string[]>;
}

describe('a disk that gives out', function () {
  this.timeout(120_000);
  let folder: string;
  let data: string;
  let child: ChildProcess | undefined;

  before(function () {
    // Root passes file modes, so only a mount makes a folder small or read-only for everybody.
    if (process.platform !== 'linux' || !isRoot) this.skip();
    skipWhereMissing(
      this,
      findTool('bwrap') === undefined
        ? 'bubblewrap is not installed (Debian: apt-get install bubblewrap)'
        : undefined,
    );
  });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'plexica-disk-'));
    data = join(folder, 'data');
    await mkdir(data);
    for (const path of [folder, data]) await chmod(path, 0o711);
  });
  afterEach(async () => {
    if (child?.exitCode === null && child.signalCode === null) {
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
    }
    await rm(folder, { recursive: true, force: true });
  });

  /** Starts a server whose data folder is mounted anew. */
  function begin(...mount: string[]): ChildProcess {
    const [command, args] = serverCommand(CONTROL_PLANE, '--attached');
    const started = spawn(
      'bwrap',
      ['--dev-bind', '/', '/', ...mount, '--cap-add', 'ALL', '--die-with-parent', '--', command, ...args],
      {
        env: { PATH: process.env['PATH'], PLEXICA_DATA: data, PLEXICA_PORT: '0', PLEXICA_ADMIN_TOKEN: TOKEN },
        stdio: ['pipe', 'pipe', 'pipe'],
      },
    );
    child = started;
    return started;
  }

  async function failure(started: ChildProcess): Promise<{ code: string; message: string; exit: number }> {
    let said = '';
    started.stderr?.on('data', (text: Buffer) => (said += text.toString()));
    const [exit] = (await once(started, 'close')) as [number];
    const line = said.split('\n').find((text) => text.startsWith('{"error"')) ?? said;
    return { exit, ...(JSON.parse(line) as { error: { code: string; message: string } }).error };
  }

  async function listening(started: ChildProcess): Promise<Confined> {
    started.stderr?.resume();
    const [line] = (await once(
      createInterface({ input: started.stdout as NodeJS.ReadableStream }),
      'line',
    )) as [string];
    const { url } = JSON.parse(line) as { url: string };
    return {
      child: started,
      url,
      data: join('/proc', await insidePid(started.pid as number), 'root', data),
      request: async (method, path, body) => {
        const json = body !== undefined && !(body instanceof Uint8Array);
        const content = json ? JSON.stringify(body) : body;
        const answer = await fetch(new URL(path, url), {
          method,
          headers: {
            Authorization: `Bearer ${TOKEN}`,
            ...(json ? { 'Content-Type': 'application/json' } : {}),
          },
          ...(content === undefined ? {} : { body: content }),
        });
        const text = await answer.text();
        const said = (text === '' ? {} : JSON.parse(text)) as { code?: string; error?: { code: string } };
        // An operation that is still trying says why in `error`.
        const code = said.code ?? said.error?.code;
        return { status: answer.status, ...(code === undefined ? {} : { code }) };
      },
      unsettled: async () => {
        const answer = await fetch(new URL('/v1/tenants', url), {
          headers: { Authorization: `Bearer ${TOKEN}` },
        });
        const { items } = (await answer.json()) as { items: { slug: string; state: string }[] };
        return items
          .filter(({ state }) => state !== 'active')
          .map(({ slug, state }) => `${slug} is ${state}`);
      },
    };
  }

  /** Fills what is left of the disk. @returns what makes room again */
  async function fill(inside: string): Promise<() => Promise<void>> {
    const path = join(inside, 'filling');
    const file = await open(path, 'w');
    for (let size = MiB; size >= 1;) {
      try {
        const { bytesWritten } = await file.write(Buffer.alloc(size));
        if (bytesWritten < size) size = Math.floor(size / 2);
      } catch {
        size = Math.floor(size / 2);
      }
    }
    await file.close();
    return () => rm(path);
  }

  it('refuses to start in a read-only folder', async () => {
    const { code, message, exit } = await failure(begin('--ro-bind', data, data));
    expect({ code, exit }).to.deep.equal({ code: 'data_folder_unusable', exit: 2 });
    expect(message).to.include(data).and.to.include('EROFS');
  });

  for (const size of [0.0625, 20]) {
    it(`refuses to start on a disk of ${size} MiB`, async () => {
      const { code, message, exit } = await failure(begin('--size', String(size * MiB), '--tmpfs', data));
      expect({ code, exit }, message).to.deep.equal({ code: 'storage_full', exit: 1 });
    });
  }

  it('says that the disk is full, stores nothing by halves, and works again once there is room', async () => {
    const server = await listening(begin('--perms', '0711', '--size', String(160 * MiB), '--tmpfs', data));
    const publish = (id: string, body: Uint8Array) =>
      server.request('PUT', `/v1/plugins/${id}/versions/1.0.0`, body);
    const large = await packageOf({ id: 'large', files: { 'assets/noise': randomBytes(4 * MiB) } });
    expect(await publish('notes', await pluginPackage(notes()))).to.deep.equal({ status: 201 });
    expect(await server.request('POST', '/v1/tenants', { slug: 'before' })).to.deep.equal({ status: 201 });

    const makeRoom = await fill(server.data);
    expect(await publish('large', large)).to.deep.equal({ status: 507, code: 'storage_full' });
    expect(await readdir(join(server.data, 'incoming'))).to.deep.equal([]);
    const refused = new Set<string | undefined>();
    for (let count = 0; refused.size === 0; count += 1) {
      const { status, code } = await server.request('POST', '/v1/tenants', { slug: `full-${count}` });
      if (status !== 201) refused.add(code);
    }
    // PostgreSQL reports a full disk, or stops when it cannot even write its log.
    expect(['storage_full', 'database_unavailable']).to.include.members([...refused]);

    await makeRoom();
    for (const end = Date.now() + 30_000; (await server.request('GET', '/readyz')).status !== 200;) {
      if (Date.now() > end) throw new Error('not ready again');
      await sleep(100);
    }
    expect((await server.request('GET', '/v1/plugins/large')).status).to.equal(404);
    expect(await publish('large', large)).to.deep.equal({ status: 201 });
    expect(await server.request('POST', '/v1/tenants', { slug: 'after' })).to.deep.equal({ status: 201 });
    expect(await server.request('POST', '/v1/tenants/before/plugins', { plugin: 'notes' })).to.deep.equal({
      status: 201,
    });
    expect(await server.request('GET', '/t/before/notes/notes')).to.deep.equal({ status: 200 });
    for (const end = Date.now() + 60_000; (await server.unsettled()).length > 0; await sleep(100)) {
      if (Date.now() > end) throw new Error(`left over: ${(await server.unsettled()).join(', ')}`);
    }
  });
});

/** The server is the child of bubblewrap. */
async function insidePid(bwrap: number): Promise<string> {
  const children = (await readFile(`/proc/${bwrap}/task/${bwrap}/children`, 'utf8')).trim().split(' ');
  return children[0] as string;
}
