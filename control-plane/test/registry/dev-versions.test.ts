import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { startServer, type TestServer } from '../server.ts';
import { superuser } from '../superuser.ts';
import { packageOf } from './packages.ts';

describe('versions of plexica dev', () => {
  let server: TestServer;

  beforeEach(async () => {
    server = await startServer();
  });
  afterEach(() => server.stop());

  const publish = async (version: string, tag = 'dev', id = 'crm') => {
    const body = await packageOf({ id, version });
    const answer = await server.request('PUT', `/v1/plugins/${id}/versions/${version}?tag=${tag}`, { body });
    expect(answer.status, JSON.stringify(answer.body)).to.equal(201);
  };
  const versions = async (id = 'crm') =>
    (await server.request('GET', `/v1/plugins/${id}`)).body.versions as string[];
  /** Those that are there once there are so many: old ones are removed a little later. */
  const remaining = async (expected: number, id = 'crm') => {
    for (let tries = 0; ; tries++) {
      const found = await versions(id);
      if (found.length === expected || tries === 100) return found;
      await sleep(50);
    }
  };
  /** Their number, once it is what is expected. */
  const packages = async (expected: number) => {
    for (let tries = 0; ; tries++) {
      const files = await readdir(join(server.data, 'blobs/packages'), { recursive: true });
      const { length } = files.filter((name) => name.endsWith('.tgz'));
      if (length === expected || tries === 100) return length;
      await sleep(50);
    }
  };
  const tarball = async (version: string) => {
    const { body } = await server.request('GET', `/v1/plugins/crm/versions/${version}`);
    return server.request('GET', new URL(body.tarball as string).pathname);
  };
  const dev = (...numbers: number[]) => numbers.map((n) => `1.0.1-dev.${n}`);

  it('are kept while they are among the newest three; others are left alone', async () => {
    await publish('1.0.0', 'latest');
    await publish('1.0.1-beta.1', 'beta');
    await publish('1.0.1-dev.0', 'pinned');
    for (const version of dev(1, 2, 3, 4, 5)) await publish(version);
    expect(await remaining(6)).to.deep.equal([...dev(5, 4, 3, 0), '1.0.1-beta.1', '1.0.0']);
    expect(await packages(6)).to.equal(6);
    expect((await server.request('GET', '/v1/plugins/crm')).body.distTags.dev).to.equal('1.0.1-dev.5');
    // The newest is what was published last, not what is highest.
    await publish('0.9.0-dev.1');
    expect(await remaining(6))
      .to.include('0.9.0-dev.1')
      .and.not.include('1.0.1-dev.3');
  });

  it('are unpacked when they are published, as nothing else is', async () => {
    await publish('1.0.0', 'latest');
    await publish('1.0.1-beta.1', 'beta');
    await publish('1.0.1-dev.1');
    const bundles = () => readdir(join(server.data, 'bundles/crm')).catch(() => []);
    for (let tries = 0; (await bundles()).length === 0 && tries < 100; tries++) await sleep(50);
    expect((await bundles()).map((name) => name.replace(/-[0-9a-f]{12}$/, ''))).to.deep.equal([
      '1.0.1-dev.1',
    ]);
  });

  it('stay, with their package, while a tenant has them', async () => {
    await server.request('POST', '/v1/tenants', { json: { slug: 'acme' } });
    await publish('1.0.1-dev.1');
    const installed = await server.request('POST', '/v1/tenants/acme/plugins', {
      json: { plugin: 'crm', range: 'dev', trust: true },
    });
    expect(installed.status, JSON.stringify(installed.body)).to.equal(201);
    for (const version of dev(2, 3, 4, 5)) await publish(version);
    expect(await remaining(4)).to.deep.equal(dev(5, 4, 3, 1));
    expect(await packages(4)).to.equal(4);
  });

  it('can be published again after they were removed', async () => {
    for (const version of dev(1, 2, 3, 4)) await publish(version);
    expect(await remaining(3)).to.deep.equal(dev(4, 3, 2));
    expect(await packages(3)).to.equal(3);
    await publish('1.0.1-dev.1');
    expect(await remaining(3)).to.deep.equal(dev(4, 3, 1));
    expect((await tarball('1.0.1-dev.1')).status).to.equal(200);
  });

  it('go with the next publish where a server was killed before it removed them', async () => {
    for (const version of dev(1, 2, 3, 4, 5)) await publish(version);
    await server.restart('SIGKILL');
    await publish('1.0.1-dev.6');
    expect(await remaining(3)).to.deep.equal(dev(6, 5, 4));
    expect(await packages(3)).to.equal(3);
  });

  it('stay where they are published with another tag', async () => {
    for (const version of dev(1, 2, 3, 4, 5)) await publish(version, 'next');
    // What was published later of another plugin is removed by then.
    for (const version of dev(1, 2, 3, 4)) await publish(version, 'dev', 'tasks');
    expect(await remaining(3, 'tasks')).to.deep.equal(dev(4, 3, 2));
    expect(await versions()).to.deep.equal(dev(5, 4, 3, 2, 1));
  });

  it('keep what is published in their place before their packages are removed', async () => {
    for (const version of dev(1, 2, 3, 4)) await publish(version, 'next');
    const [one, other] = [await superuser(server), await superuser(server)];
    const waiting = async (statement: string, expected: number) => {
      for (let tries = 0; tries < 100; tries++) {
        const { rows } = await other.query(
          'SELECT FROM pg_stat_activity WHERE wait_event_type = $1 AND query ~ $2',
          ['Lock', statement],
        );
        if (rows.length >= expected) return;
        await sleep(20);
      }
      throw new Error(`fewer than ${expected} wait in ${statement}`);
    };
    const lockPlugin = `SELECT FROM plexica.plugins WHERE id = 'crm' FOR UPDATE`;
    try {
      await one.query('BEGIN');
      await one.query('LOCK TABLE plexica.operations IN ACCESS EXCLUSIVE MODE');
      await publish('1.0.1-dev.5');
      await waiting('SELECT input FROM plexica.operations', 1);
      const third = await superuser(server);
      try {
        await third.query('BEGIN');
        const locked = third.query(lockPlugin);
        await waiting(`id = 'crm' FOR UPDATE`, 1);
        await one.query('COMMIT');
        await locked;
        // The rows of the first two are gone, and the package of one of them is about to go.
        expect(await versions()).to.deep.equal(dev(5, 4, 3));
        await waiting('FOR UPDATE', 1);
        const again = Promise.all(dev(1, 2).map((version) => publish(version, 'old')));
        await waiting('FOR UPDATE', 3);
        await third.query('COMMIT');
        await again;
      } finally {
        await third.end();
      }
    } finally {
      await one.end();
      await other.end();
    }
    // The removal that was late comes to its end.
    await sleep(500);
    for (const version of dev(1, 2)) expect((await tarball(version)).status, version).to.equal(200);
  });
});
