import { chmod, cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import pg from 'pg';
import pino from 'pino';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../src/database/embedded.ts';
import { deriveKeys } from '../../src/keys.ts';
import { notes, publish } from '../installations/plugin-package.ts';
import { startServer, type TestServer } from '../server.ts';

const SECRET = 'a secret of two replicas, long enough';

/** Longest time, in milliseconds, until another replica has an operation of one that died. */
const TAKEN_UP = 3000;

describe('two servers on one database', () => {
  let folder: string;
  let postgres: EmbeddedPostgres;
  let admin: pg.Client;
  let one: TestServer;
  let two: TestServer;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'plexica-replicas-'));
    await chmod(folder, 0o711);
    postgres = await startEmbeddedPostgres(
      join(folder, 'database'),
      deriveKeys(SECRET),
      pino({ level: 'silent' }),
    );
    admin = new pg.Client({ connectionString: postgres.superuserUrl });
    await admin.connect();
    const environment = { DATABASE_URL: postgres.url, PLEXICA_SECRET: SECRET };
    one = await startServer(environment);
    two = await startServer(environment);
  });
  after(async () => {
    await one?.stop();
    await two?.stop();
    await admin?.end();
    await postgres?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const operation = async () => {
    const { rows } = await admin.query<{ state: string; replica: number; step: number }>(
      `SELECT state, replica, step FROM plexica.operations WHERE kind = 'install'`,
    );
    return rows[0];
  };

  it('hear of what the other has changed', async () => {
    await one.request('POST', '/v1/tenants', { json: { slug: 'acme' } });
    expect((await two.request('GET', '/v1/tenants/acme')).body.state).to.equal('active');
  });

  it('take up at once what a killed one was doing, and end it', async () => {
    const slow = `async () => { await new Promise((resolve) => setTimeout(resolve, 2000)); }`;
    await publish(one, notes({ lifecycle: { onInstall: slow } }));
    await cp(join(one.data, 'blobs/packages'), join(two.data, 'blobs/packages'), { recursive: true });
    await one.request('POST', '/v1/tenants/acme/plugins', {
      json: { plugin: 'notes' },
      headers: { Prefer: 'respond-async' },
    });
    while ((await operation())?.step !== 1) await sleep(20);
    await sleep(500);
    const before = await operation();
    expect(before?.state).to.equal('running');

    process.kill(one.pid, 'SIGKILL');
    const killed = performance.now();
    while ((await operation())?.replica === before?.replica) {
      expect(performance.now() - killed, 'ms until it is taken up').to.be.lessThan(TAKEN_UP);
      await sleep(20);
    }
    while ((await operation())?.state === 'running') await sleep(50);
    expect((await operation())?.state).to.equal('succeeded');
    const { body } = await two.request('GET', '/v1/tenants/acme/plugins/notes');
    expect(body).to.include({ version: '1.0.0', state: 'active' });
    expect((await two.request('GET', '/t/acme/notes/notes')).status).to.equal(200);
  });
});
