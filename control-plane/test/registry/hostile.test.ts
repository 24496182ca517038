import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { createGzip, gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { hostilePackages } from '../../../registry/test/hostile-table.ts';
import { SENDINGS } from './sendings.ts';
import { builtCrm, goodEntries, packageOf, rawEntry, tarEnd } from '../../../registry/test/tarballs.ts';
import { highestMemory } from '../memory.ts';
import { orphansOf } from '../orphans.ts';
import { startServer, type Answer, type TestServer } from '../server.ts';
import { superuser } from '../superuser.ts';
import { idleMemory, ROOM } from './idle-memory.ts';

const MiB = 2 ** 20;

const CRM = '/v1/plugins/crm/versions/1.0.0';

describe('hostile packages sent to the server', () => {
  let server: TestServer;
  let idle: number;

  before(async function () {
    if (process.platform !== 'linux') this.skip();
    server = await startServer();
    idle = await idleMemory(server);
  });
  after(() => server?.stop());

  const put = (body: Uint8Array, path = CRM, headers: Record<string, string> = {}): Promise<Answer> =>
    server.request('PUT', path, { body, headers });

  async function sent(octets: Readable): Promise<{ status: number; body: Answer['body'] }> {
    const answer = await fetch(new URL(CRM, server.url), {
      method: 'PUT',
      headers: { Authorization: `Bearer ${server.adminToken}` },
      body: Readable.toWeb(octets) as ReadableStream,
      duplex: 'half',
    });
    return { status: answer.status, body: JSON.parse(await answer.text()) };
  }

  async function expectNothingStored(): Promise<void> {
    const client = await superuser(server);
    const { rows } = await client.query<{ count: number }>(
      `SELECT ((SELECT count(*) FROM plexica.versions) + (SELECT count(*) FROM plexica.plugins)
               + (SELECT count(*) FROM plexica.dist_tags))::int AS count`,
    );
    await client.end();
    expect(rows[0]?.count, 'rows').to.equal(0);
    expect(await orphansOf(server)).to.deep.equal([]);
    expectMemory();
  }

  /** Asks for the peak since the first of all packages, which nothing in between makes it forget. */
  function expectMemory(): void {
    expect(highestMemory(server.pid) - idle, 'MiB above idle').to.be.lessThan(ROOM);
  }

  for (const [what, bytes, message, code = 'invalid_package'] of hostilePackages) {
    it(`with ${what}: refused`, async () => {
      const { status, body } = await put(bytes);
      expect({ status, code: body.code }).to.deep.equal({ status: 422, code });
      expect(body.detail).to.match(message);
      expectMemory();
    });
  }

  it('have left nothing', expectNothingStored);

  it(SENDINGS.announced, async () => {
    const good = packageOf();
    for (const [path, says] of [
      ['/v1/plugins/billing/versions/1.0.0', 'is published as "billing"'],
      ['/v1/plugins/crm/versions/1.0.1', 'is published as 1.0.1'],
    ] as const) {
      const { status, body } = await put(good, path);
      expect({ status, code: body.code }).to.deep.equal({ status: 422, code: 'invalid_package' });
      expect(body.detail).to.include(says);
    }
    await expectNothingStored();
  });

  it(SENDINGS.integrity, async () => {
    const integrity = `sha512-${createHash('sha512').update('other').digest('base64')}`;
    const { status, body } = await put(packageOf(), `${CRM}?integrity=${encodeURIComponent(integrity)}`);
    expect({ status, code: body.code }).to.deep.equal({ status: 422, code: 'integrity_mismatch' });
    await expectNothingStored();
  });

  it(SENDINGS.entries, async () => {
    const groups = Array.from({ length: 11 }, (_, group) =>
      Buffer.concat(
        Array.from({ length: 1000 }, (__, index) => rawEntry({ name: `package/${group}-${index}` })),
      ),
    );
    function* entries(): Generator<Buffer> {
      yield Buffer.concat(goodEntries());
      // Nobody reads so far that the last names, which are not new, would be noticed.
      for (let index = 0; index < 1000; index += 1) yield groups[Math.min(index, 10)] as Buffer;
      yield tarEnd;
    }
    const { status, body } = await sent(Readable.from(entries()).pipe(createGzip({ level: 1 })));
    expect({ status, code: body.code }).to.deep.equal({ status: 413, code: 'package_too_large' });
    expect(body.detail).to.include('10000 entries');
    await expectNothingStored();
  });

  it(SENDINGS.size, async () => {
    const tenGiB = '120000000000\0'.slice(0, 12);
    const { status, body } = await put(
      gzipSync(Buffer.concat([...goodEntries(), rawEntry({ name: 'package/a', size: tenGiB })])),
    );
    expect({ status, code: body.code }).to.deep.equal({ status: 413, code: 'package_too_large' });
    expect(body.detail).to.include('package/a');
    await expectNothingStored();
  });

  it(SENDINGS.zeros, async () => {
    function* files(): Generator<Buffer> {
      yield Buffer.concat(goodEntries());
      for (let index = 0; index < 300; index += 1) {
        yield rawEntry({ name: `package/${index}`, size: `${MiB.toString(8).padStart(11, '0')}\0` });
        yield Buffer.alloc(MiB);
      }
      yield tarEnd;
    }
    const { status, body } = await sent(Readable.from(files()).pipe(createGzip({ level: 1 })));
    expect({ status, code: body.code }).to.deep.equal({ status: 413, code: 'package_too_large' });
    await expectNothingStored();
  });

  it(SENDINGS.truncated, async () => {
    const good = packageOf(rawEntry({ name: 'package/large', content: Buffer.alloc(MiB, 'abc') }));
    const { hostname, port } = new URL(server.url);
    await Promise.all(
      Array.from({ length: 100 }, async (_, index) => {
        const socket = connect(Number(port), hostname);
        socket.on('error', () => undefined);
        const closed = new Promise((resolve) => socket.once('close', resolve));
        socket.write(
          `PUT ${CRM} HTTP/1.1\r\nHost: ${hostname}\r\nAuthorization: Bearer ${server.adminToken}\r\n` +
            `Content-Length: ${good.length}\r\n\r\n`,
        );
        socket.write(good.subarray(0, Math.floor((good.length * index) / 100)), () => socket.destroy());
        await closed;
      }),
    );
    for (let tries = 0; ; tries += 1) {
      try {
        await expectNothingStored();
        return;
      } catch (error) {
        if (tries === 100) throw error;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
  });

  it(SENDINGS.race, async () => {
    const each = Array.from({ length: 10 }, (_, index) =>
      gzipSync(
        Buffer.concat([...goodEntries({ manifest: { ...builtCrm, description: `By ${index}` } }), tarEnd]),
      ),
    );
    const tokens = await Promise.all(each.map((_, index) => server.token(`publisher-${index}`, 'publish')));
    const answers = await Promise.all(
      each.map((body, index) => server.request('PUT', CRM, { body, token: tokens[index] as string })),
    );
    const won = answers.flatMap(({ status }, index) => (status === 201 ? [index] : []));
    expect(won).to.have.length(1);
    for (const { status, body } of answers.filter((_, index) => index !== won[0])) {
      expect([403, 409], JSON.stringify(body)).to.include(status);
    }
    const stored = await fetch(answers[won[0] as number]?.body.tarball as string, {
      headers: { Authorization: `Bearer ${server.adminToken}` },
    });
    expect(Buffer.from(await stored.arrayBuffer()).equals(each[won[0] as number] as Buffer)).to.equal(true);
    expect(await orphansOf(server)).to.deep.equal([]);
    expectMemory();
  });
});
