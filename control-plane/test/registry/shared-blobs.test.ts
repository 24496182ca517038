import { join } from 'node:path';
import { expect } from 'chai';
import { FileBlobs } from '../../src/blobs/filesystem.ts';
import { keys } from '../blobs/driver-contract.ts';
import { startExternal, type External } from '../operations/external.ts';
import { startServer, type TestServer } from '../server.ts';
import { packageOf } from './packages.ts';

describe('two servers on one folder for blobs', function () {
  this.timeout(120_000);
  let external: External;
  let one: TestServer;
  let two: TestServer;

  before(async () => {
    external = await startExternal();
    one = await startServer(external.environment);
    two = await startServer({ ...external.environment, PLEXICA_BLOBS: `file:${join(one.data, 'blobs')}` });
  });
  after(async () => {
    await two?.stop();
    await one?.stop();
    await external?.stop();
  });

  const put = (server: TestServer, id: string, body: Uint8Array, version = '1.0.0', query = '') =>
    server.request('PUT', `/v1/plugins/${id}/versions/${version}${query}`, { body });

  /** Every version has its package, and once they are cleaned no package is without a version. */
  async function expectWhole(): Promise<void> {
    const { rows } = await external.admin.query<{ integrity: string }>(
      'SELECT DISTINCT integrity FROM plexica.versions',
    );
    const known = rows.map(({ integrity }) => {
      const hex = Buffer.from(integrity.slice('sha512-'.length), 'base64').toString('hex');
      return `packages/${hex.slice(0, 2)}/${hex}.tgz`;
    });
    const stored = await keys(new FileBlobs(join(one.data, 'blobs')), 'packages/');
    expect(stored).to.deep.equal(known.toSorted());
  }

  it('give what the other was sent', async () => {
    const body = await packageOf({ id: 'given' });
    expect((await put(one, 'given', body)).status).to.equal(201);
    const tarball = new URL((await two.request('GET', '/v1/plugins/given/versions/1.0.0')).body.tarball);
    const answer = await fetch(new URL(tarball.pathname, two.url), {
      headers: { authorization: `Bearer ${two.adminToken}` },
    });
    expect(Buffer.from(await answer.arrayBuffer()).equals(Buffer.from(body))).to.equal(true);
  });

  it('take the same bytes at once, and count them as one', async () => {
    const body = await packageOf({ id: 'same' });
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, n) => put(n % 2 ? one : two, 'same', body)),
    );
    const statuses = answers.map(({ status }) => status).toSorted();
    expect(statuses).to.deep.equal([...Array<number>(9).fill(200), 201]);
    await expectWhole();
  });

  it('are refused where each has a database of its own', async () => {
    const blobs = `file:${join(one.data, 'blobs')}`;
    const refused = await startServer({ PLEXICA_BLOBS: blobs }).catch((error: unknown) => error);
    expect(String(refused)).to.include('PLEXICA_BLOBS').and.include('another database');
  });
});
