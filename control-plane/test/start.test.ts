import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { appendFile, chmod, chown, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { postgresBinaries } from '../src/database/postgres-binaries.ts';
import { gone } from './processes.ts';
import { startServer } from './server.ts';

interface Ended {
  code: number | null;
  error: { code: string; message: string; hint: string };
}

const SERVER = join(import.meta.dirname, '..', 'bin', 'plexica-server.js');

/** Starts a server that is expected to give up, and reads its last words. */
async function fails(
  environment: NodeJS.ProcessEnv,
  user: { uid?: number; gid?: number } = {},
): Promise<Ended> {
  const child = spawn(process.execPath, [SERVER], {
    ...user,
    env: { PATH: process.env['PATH'], PLEXICA_PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (text: Buffer) => (said += text.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  const line = said.split('\n').find((text) => text.startsWith('{"error"')) ?? '{}';
  return { code, ...(JSON.parse(line) as Omit<Ended, 'code'>) };
}

describe('starting', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'plexica-start-'));
    await chmod(folder, 0o711);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('refuses a data folder that another server uses, and leaves that one alone', async () => {
    const server = await startServer();
    const { code, error } = await fails({ PLEXICA_DATA: server.data });
    expect({ code, error: error.code }).to.deep.equal({ code: 6, error: 'data_folder_in_use' });
    expect(error.message).to.include(`process ${server.pid}`);
    expect((await server.request('GET', '/readyz')).body.status).to.equal('ready');
    await server.stop();
  });

  it('says what a user lacks whom the system does not know', async function () {
    // Only root can become somebody else.
    if (process.getuid?.() !== 0) this.skip();
    const nobody = { uid: 48_151, gid: 48_151 };
    const homeless = await fails({}, nobody);
    expect(homeless).to.deep.include({ code: 2 });
    expect(homeless.error.code).to.equal('invalid_configuration');
    expect(homeless.error.message).to.include('PLEXICA_DATA must be set');
    const wrongToo = await fails({ PLEXICA_PORT: 'x' }, nobody);
    expect(wrongToo.error.message).to.include('PLEXICA_DATA must be set').and.to.include('PLEXICA_PORT');
    await chown(folder, nobody.uid, nobody.gid);
    const unlisted = await fails({ PLEXICA_DATA: folder }, nobody);
    expect(unlisted.error.code).to.equal('invalid_configuration');
    expect(unlisted.error.message).to.match(/^DATABASE_URL: .* user 48151, which has no entry/);
  });

  it('says whose the files of a copied database have to be', async function () {
    // For everybody else they are their own.
    if (process.getuid?.() !== 0) this.skip();
    const server = await startServer({ PLEXICA_DATA: folder });
    await server.stop();
    const database = join(folder, 'database');
    await chown(database, 0, 0);
    const { code, error } = await fails({ PLEXICA_DATA: folder });
    expect({ code, error: error.code }).to.deep.equal({ code: 7, error: 'database_unavailable' });
    expect(error.message).to.match(/Permission denied$/);
    expect(error.hint).to.include(database).and.to.include('with their owners and modes');
  });

  it('tells its commands and its version', async () => {
    const told = async (...parameters: string[]) => {
      const child = spawn(process.execPath, [SERVER, ...parameters], { stdio: ['ignore', 'pipe', 'ignore'] });
      const [out, [code]] = await Promise.all([text(child.stdout), once(child, 'close')]);
      return { out, code };
    };
    const help = await told('--help');
    expect(help.code).to.equal(0);
    expect(help.out).to.include('plexica-server database-script').and.to.include('PLEXICA_DATA');
    expect(await told('--version')).to.deep.equal({ out: '0.1.0\n', code: 0 });
  });

  it('refuses a busy port before it makes a database', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as { port: number };
    const { code, error } = await fails({ PLEXICA_DATA: folder, PLEXICA_PORT: String(port) });
    expect({ code, error: error.code }).to.deep.equal({ code: 6, error: 'port_in_use' });
    expect(error.message).to.include(String(port)).and.to.include('PLEXICA_PORT');
    expect(existsSync(join(folder, 'database'))).to.equal(false);
    expect(await readdir(join(folder, 'locks'))).to.deep.equal(['1']);
    other.close();
  });

  it('keeps to its own database and port, whatever surrounds it', async () => {
    const server = await startServer({
      PGSSLMODE: 'require',
      PGOPTIONS: '-c search_path=nowhere',
      PGHOST: 'db.invalid',
      PGUSER: 'somebody',
      PGPASSWORD: 'wrong',
      NODE_PG_FORCE_NATIVE: '1',
      PLEXICA_SERVICE_HOST: '10.96.0.12',
      PLEXICA_PORT_7373_TCP: 'tcp://10.96.0.12:7373',
      PLEXICA_CLUSTER_NAME: 'blue',
      LOG_LEVEL: 'warn',
    });
    try {
      expect((await server.request('POST', '/v1/tenants', { json: { slug: 'acme' } })).status).to.equal(201);
      expect(server.logs.join('\n'))
        .to.contain('enableServiceLinks: false')
        .and.contain('Ignored PLEXICA_CLUSTER_NAME');
    } finally {
      await server.stop();
    }
  });

  it('refuses wrong variables, all at once and before it touches anything', async () => {
    const { code, error } = await fails({
      PLEXICA_DATA: join(folder, 'new'),
      PLEXICA_PORT: 'x',
      LOG_LEVEL: 'y',
    });
    expect({ code, error: error.code }).to.deep.equal({ code: 2, error: 'invalid_configuration' });
    expect(error.message).to.include('PLEXICA_PORT').and.to.include('LOG_LEVEL');
    expect(existsSync(join(folder, 'new'))).to.equal(false);
  });

  it('says which address of a database does not answer', async () => {
    const { code, error } = await fails({
      PLEXICA_DATA: folder,
      DATABASE_URL: 'postgres://plexica:secret@127.0.0.1:1/plexica',
    });
    expect({ code, error: error.code }).to.deep.equal({ code: 7, error: 'database_unavailable' });
    expect(error.message).to.include('DATABASE_URL').and.not.include('secret');
  });

  it('refuses a folder for blobs that is a file', async () => {
    const { code, error } = await fails({ PLEXICA_DATA: folder, PLEXICA_BLOBS: `file:${process.execPath}` });
    expect({ code, error: error.code }).to.deep.equal({ code: 2, error: 'data_folder_unusable' });
    expect(error.message).to.include('PLEXICA_BLOBS');
  });

  it('refuses a data folder that is a file', async () => {
    const { code, error } = await fails({ PLEXICA_DATA: process.execPath });
    expect({ code, error: error.code }).to.deep.equal({ code: 2, error: 'data_folder_unusable' });
    expect(error.message).to.include('PLEXICA_DATA');
  });

  it('refuses another secret than that of its database', async () => {
    const server = await startServer();
    const { data, pid } = server;
    process.kill(pid, 'SIGTERM');
    await gone(pid);
    const { code, error } = await fails({ PLEXICA_DATA: data, PLEXICA_SECRET: 'x'.repeat(40) });
    expect({ code, error: error.code }).to.deep.equal({ code: 2, error: 'invalid_configuration' });
    expect(error.hint).to.include('PLEXICA_SECRET');
    await server.stop();
  });

  it('takes over from a server that was killed', async () => {
    const server = await startServer();
    await server.request('POST', '/v1/tenants', { json: { slug: 'kept' } });
    await server.restart('SIGKILL');
    expect((await server.request('GET', '/v1/tenants/kept')).body.state).to.equal('active');
    await server.stop();
  });

  it('ends a PostgreSQL that was left behind in its folder', async () => {
    const server = await startServer();
    const { data, pid } = server;
    process.kill(pid, 'SIGTERM');
    await gone(pid);
    const { postgres, user } = await postgresBinaries();
    const database = join(data, 'database');
    const orphan: ChildProcess = spawn(
      postgres,
      ['-D', database, '-c', 'listen_addresses=', '-c', `unix_socket_directories=${database}`],
      {
        stdio: 'ignore',
        env: {},
        cwd: '/',
        ...user,
      },
    );
    const ended = new Promise((resolve) => orphan.once('exit', resolve));
    while (!existsSync(join(database, 'postmaster.pid'))) await sleep(20);
    const next = await startServer({ PLEXICA_DATA: data });
    await ended;
    expect((await next.request('GET', '/readyz')).body.status).to.equal('ready');
    await next.stop();
    await server.stop();
  });

  it('runs no command that the files of its database name', async () => {
    const server = await startServer();
    const { data, pid } = server;
    process.kill(pid, 'SIGTERM');
    await gone(pid);
    const database = join(data, 'database');
    await mkdir(join(folder, 'cage'));
    await chmod(join(folder, 'cage'), 0o777);
    const canary = join(folder, 'cage', 'canary');
    await appendFile(join(database, 'postgresql.auto.conf'), `restore_command = 'touch ${canary}'\n`);
    await writeFile(join(database, 'recovery.signal'), '');
    const { code, error } = await fails({ PLEXICA_DATA: data });
    expect({ code, error: error.code }).to.deep.equal({ code: 7, error: 'database_unavailable' });
    expect(error.message).to.include('restore_command');
    expect(existsSync(canary)).to.equal(false);
    await server.stop();
  });

  it('works for root below a folder that nobody else can enter', async function () {
    if (process.getuid?.() !== 0) this.skip();
    await chmod(folder, 0o700);
    const data = join(folder, 'closed', 'data');
    await mkdir(data, { recursive: true });
    const shared = join('/var/lib/plexica', createHash('sha256').update(data).digest('hex').slice(0, 8));
    try {
      const first = await startServer({ PLEXICA_DATA: data });
      expect(existsSync(join(shared, 'database', 'PG_VERSION'))).to.equal(true);
      await first.stop();
      // Somebody removes the folder and starts anew: the database of old cannot be opened, and is not in the way.
      await rm(data, { recursive: true });
      const second = await startServer({ PLEXICA_DATA: data });
      expect((await second.request('GET', '/v1/tenants')).body.items).to.deep.equal([]);
      expect((await readFile(join(data, 'secret'), 'utf8')).length).to.be.greaterThan(32);
      await second.stop();
    } finally {
      for (const name of await readdir('/var/lib/plexica')) {
        if (join('/var/lib/plexica', name).startsWith(shared)) {
          await rm(join('/var/lib/plexica', name), { recursive: true, force: true });
        }
      }
    }
  });
});
