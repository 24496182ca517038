import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import pino from 'pino';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../src/database/embedded.ts';
import { deriveKeys } from '../../src/keys.ts';
import { notes, pluginPackage } from '../installations/plugin-package.ts';
import { skipWhereMissing } from '../skip-where-missing.ts';
import { APART, cannotRunApart, ServerApart } from './apart.ts';
import { Starter } from './starter.ts';

const SECRET = 'a secret of two servers, long enough';

describe('two servers in two containers on one folder', function () {
  this.timeout(180_000);
  let folder: string;
  let postgres: EmbeddedPostgres | undefined;
  const servers = new Set<ServerApart>();

  before(function () {
    skipWhereMissing(this, cannotRunApart());
  });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'plexica-apart-'));
    await chmod(folder, 0o711);
  });
  afterEach(async () => {
    for (const server of servers) await server.end();
    servers.clear();
    await postgres?.stop();
    postgres = undefined;
    await rm(folder, { recursive: true, force: true });
  });

  function begin(
    environment: NodeJS.ProcessEnv,
    options?: ConstructorParameters<typeof ServerApart>[1],
  ): ServerApart {
    const server = new ServerApart(environment, options);
    servers.add(server);
    return server;
  }

  it('refuses the second with exit 6 and names the first; after kill -9 of that it has all data', async () => {
    const environment = { PLEXICA_DATA: join(folder, 'data') };
    const first = begin(environment);
    expect((await first.request('POST', '/v1/tenants', { slug: 'kept' })).status).to.equal(201);

    const { message, ...ended } = await begin(environment).failure();
    expect(ended).to.deep.equal({ exit: 6, code: 'data_folder_in_use' });
    // In there it is the first process.
    expect(message)
      .to.match(/^process 1 on host /)
      .and.to.include(` on host ${hostname()} has used ${environment.PLEXICA_DATA} since `);
    expect((await first.request('GET', '/readyz')).body.status).to.equal('ready');

    await first.kill();
    const third = begin(environment);
    expect((await third.request('GET', '/v1/tenants/kept')).body.state).to.equal('active');
  });

  it('starts no second PostgreSQL while one lives that nobody sees, and takes its data when it is gone', async () => {
    const environment = { PLEXICA_DATA: join(folder, 'data') };
    const first = begin(environment, { outlived: true });
    expect((await first.request('POST', '/v1/tenants', { slug: 'kept' })).status).to.equal(201);
    const database = first.process('bin/postgres -D');
    // It is told to end with its server, and takes its time.
    process.kill(database, 'SIGSTOP');
    await first.kill();

    const { message, ...ended } = await begin(environment).failure();
    expect(ended).to.deep.equal({ exit: 6, code: 'database_in_use' });
    expect(message).to.include(join(environment.PLEXICA_DATA, 'database'));

    const third = begin(environment);
    await sleep(2000);
    process.kill(database, 'SIGCONT');
    expect((await third.request('GET', '/v1/tenants/kept')).body.state).to.equal('active');
  });

  it('lets two with one database share a folder for blobs', async () => {
    postgres = await startEmbeddedPostgres(
      join(folder, 'database'),
      deriveKeys(SECRET),
      pino({ level: 'silent' }),
    );
    const environment = (data: string) => ({
      PLEXICA_DATA: join(folder, data),
      DATABASE_URL: postgres?.url,
      PLEXICA_SECRET: SECRET,
      PLEXICA_BLOBS: `file:${join(folder, 'one', 'blobs')}`,
    });
    // The blobs of the first lie in its data folder.
    const first = begin(environment('one'));
    const body = await pluginPackage(notes());
    expect((await first.request('PUT', '/v1/plugins/notes/versions/1.0.0', body)).status).to.equal(201);

    const second = begin(environment('two'));
    expect((await second.request('POST', '/v1/tenants', { slug: 'acme' })).status).to.equal(201);
    const installed = await second.request('POST', '/v1/tenants/acme/plugins', {
      plugin: 'notes',
      trust: true,
    });
    expect(installed.status, JSON.stringify(installed.body)).to.equal(201);
    expect((await first.request('GET', '/v1/plugins/notes')).status).to.equal(200);
  });

  it('refuses the second where both keep the database of their own data folders in one place', async function () {
    // Only a server of root's does that, for a folder that others cannot enter.
    if (process.getuid?.() !== 0) this.skip();
    const data = join(folder, 'data');
    await mkdir(data);
    const shared = join('/var/lib/plexica', createHash('sha256').update(data).digest('hex').slice(0, 8));
    const before = `mount -t tmpfs -o mode=700 none ${data}`;
    try {
      const first = begin({ PLEXICA_DATA: data }, { before });
      expect((await first.request('GET', '/readyz')).body.status).to.equal('ready');
      const { message, ...ended } = await begin({ PLEXICA_DATA: data }, { before }).failure();
      expect(ended).to.deep.equal({ exit: 6, code: 'data_folder_in_use' });
      expect(message).to.include(` has used ${shared} since `);
      expect((await first.request('GET', '/readyz')).body.status).to.equal('ready');
      await first.end();
    } finally {
      await rm(shared, { recursive: true, force: true });
    }
  });

  it('has one holder, also where each has a network of its own', async () => {
    const starters = Array.from({ length: 4 }, () => new Starter(folder, { before: [...APART, '--net'] }));
    try {
      const answers = await Promise.all(starters.map((starter) => starter.take()));
      expect(answers.filter((answer) => answer === 'held')).to.have.length(1);
    } finally {
      for (const starter of starters) await starter.kill();
    }
  });
});
