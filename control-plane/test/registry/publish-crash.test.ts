import { readdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { PUBLISH_MOMENTS } from '../operations/crash-rows.ts';
import { orphansOf } from '../orphans.ts';
import { startServer, type TestServer } from '../server.ts';
import { superuser } from '../superuser.ts';
import { packageOf } from './packages.ts';

/** Stops a publish as it writes to a table, until whoever holds the lock lets go of it. */
const HOLD = `
  CREATE SCHEMA hold;
  CREATE TABLE hold.at (place text);
  CREATE FUNCTION hold.wait() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
  BEGIN
    IF EXISTS (SELECT FROM hold.at WHERE place = TG_TABLE_NAME) THEN PERFORM pg_advisory_xact_lock(4242); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER hold BEFORE INSERT ON plexica.versions FOR EACH ROW EXECUTE FUNCTION hold.wait();
  CREATE TRIGGER hold AFTER INSERT ON plexica.dist_tags FOR EACH ROW EXECUTE FUNCTION hold.wait();`;

describe('a server that is killed during a publish', function () {
  this.timeout(120_000);
  let server: TestServer;

  before(async () => {
    server = await startServer();
    const client = await superuser(server);
    await client.query(HOLD);
    await client.end();
  });
  after(() => server.stop());

  const put = (plugin: string, body: Uint8Array) =>
    server.request('PUT', `/v1/plugins/${plugin}/versions/1.0.0`, { body });

  async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
    for (const end = Date.now() + 20_000; !(await isSo()); await sleep(10)) {
      if (Date.now() > end) throw new Error(`never: ${what}`);
    }
  }

  /** Begins a publish, kills the server when it writes to a table, and starts another. */
  async function killAt(table: string, plugin: string, body: Uint8Array): Promise<void> {
    const client = await superuser(server);
    await client.query('SELECT pg_advisory_lock(4242)');
    await client.query('INSERT INTO hold.at VALUES ($1)', [table]);
    const begun = put(plugin, body).catch(() => undefined);
    await until('held', async () => {
      const { rowCount } = await client.query(
        `SELECT FROM pg_locks WHERE locktype = 'advisory' AND objid = 4242 AND NOT granted`,
      );
      return rowCount === 1;
    });
    await server.restart('SIGKILL');
    await begun;
    await client.end().catch(() => undefined);
    const next = await superuser(server);
    await next.query('DELETE FROM hold.at');
    await next.end();
  }

  async function expectPublishable(plugin: string, body: Uint8Array): Promise<void> {
    expect(await orphansOf(server)).to.deep.equal([]);
    expect([200, 201]).to.include((await put(plugin, body)).status);
    expect((await server.request('GET', `/v1/plugins/${plugin}/versions/1.0.0`)).status).to.equal(200);
    expect(await orphansOf(server)).to.deep.equal([]);
  }

  it(PUBLISH_MOMENTS.arriving, async () => {
    const body = await packageOf({ id: 'arriving' });
    const { hostname, port } = new URL(server.url);
    const socket = connect(Number(port), hostname);
    socket.on('error', () => undefined);
    socket.write(
      `PUT /v1/plugins/arriving/versions/1.0.0 HTTP/1.1\r\nHost: ${hostname}\r\n` +
        `Authorization: Bearer ${server.adminToken}\r\nContent-Length: ${body.length}\r\n\r\n`,
    );
    socket.write(body.subarray(0, 100));
    await until('a file has begun', async () => (await readdir(join(server.data, 'incoming'))).length > 0);
    await server.restart('SIGKILL');
    await expectPublishable('arriving', body);
  });

  it(PUBLISH_MOMENTS.stored, async () => {
    const body = await packageOf({ id: 'stored' });
    await killAt('versions', 'stored', body);
    await expectPublishable('stored', body);
  });

  it(PUBLISH_MOMENTS.written, async () => {
    const body = await packageOf({ id: 'written' });
    await killAt('dist_tags', 'written', body);
    await expectPublishable('written', body);
  });

  it(PUBLISH_MOMENTS.committed, async () => {
    const body = await packageOf({ id: 'committed' });
    const client = await superuser(server);
    const begun = put('committed', body).catch(() => undefined);
    await until('committed', async () => {
      const { rowCount } = await client.query(`SELECT FROM plexica.versions WHERE plugin = 'committed'`);
      return rowCount === 1;
    });
    await server.restart('SIGKILL');
    await begun;
    await client.end().catch(() => undefined);
    expect((await server.request('GET', '/v1/plugins/committed/versions/1.0.0')).status).to.equal(200);
    await expectPublishable('committed', body);
  });
});
