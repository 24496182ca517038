import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { startServer, type TestServer } from '../server.ts';
import { packageOf } from './packages.ts';

const integrityOf = (octets: Uint8Array) => `sha512-${createHash('sha512').update(octets).digest('base64')}`;

describe('publishing a version', () => {
  let server: TestServer;
  let alice: string;
  let bob: string;

  before(async () => {
    server = await startServer();
    alice = await server.token('alice', 'publish');
    bob = await server.token('bob', 'publish');
  });
  after(() => server.stop());

  const put = (place: string, body: Uint8Array, token = alice, query = '') => {
    const [plugin, version] = place.split('@');
    return server.request('PUT', `/v1/plugins/${plugin}/versions/${version}${query}`, { token, body });
  };
  const download = (tarball: string) =>
    fetch(tarball, { headers: { Authorization: `Bearer ${server.adminToken}` } });
  const storedPackages = async () =>
    (await readdir(join(server.data, 'blobs'), { recursive: true })).filter((name) => name.endsWith('.tgz'));
  const incoming = () => readdir(join(server.data, 'incoming'));

  it('answers 201 with the version, and keeps exactly the octets that were sent', async () => {
    const octets = await packageOf({
      id: 'first',
      description: 'Counts things',
      permissions: { 'a.read': 'See' },
    });
    const { status, body, headers } = await put('first@1.0.0', octets);
    expect(status).to.equal(201);
    expect(headers.get('Location')).to.equal('/v1/plugins/first/versions/1.0.0');
    expect(body).to.include({
      plugin: 'first',
      version: '1.0.0',
      integrity: integrityOf(octets),
      shasum: createHash('sha1').update(octets).digest('hex'),
      size: octets.length,
      entries: 4,
      publishedBy: 'token:alice',
      readme: '# first\n',
      unchanged: false,
      tarball: `${server.url}/npm/first/-/first-1.0.0.tgz`,
    });
    expect(body.tags).to.deep.equal(['latest']);
    expect(body.manifest.permissions).to.deep.equal({ 'a.read': 'See' });
    const shown = await server.request('GET', '/v1/plugins/first/versions/latest', { token: null });
    expect({ ...shown.body, unchanged: false }).to.deep.equal(body);
    const stored = await download(body.tarball);
    expect(Buffer.from(await stored.arrayBuffer()).equals(octets)).to.equal(true);
  });

  it('shows documents that hold what PostgreSQL has no text for', async () => {
    const files = { 'README.md': 'a\0b', 'CHANGELOG.md': 'c\0d' };
    const { status, body } = await put('odd@1.0.0', await packageOf({ id: 'odd', files }));
    expect(status).to.equal(201);
    expect(body).to.include({ readme: 'a\ufffdb', changelog: 'c\ufffdd' });
    const shown = await server.request('GET', '/v1/plugins/odd/versions/1.0.0');
    expect(shown.body).to.include({ readme: 'a\ufffdb', changelog: 'c\ufffdd' });
  });

  it('answers the same octets again with 200 and changes nothing', async () => {
    const octets = await packageOf({ id: 'again' });
    const first = await put('again@1.0.0', octets);
    const second = await put('again@1.0.0', octets);
    expect(second.status).to.equal(200);
    expect(second.body).to.deep.equal({ ...first.body, unchanged: true });
    expect(await incoming()).to.deep.equal([]);
  });

  describe('with a tag, of octets that were published before,', () => {
    let old: Buffer;
    before(async () => {
      old = await packageOf({ id: 'moved', description: 'Old' });
      await put('moved@1.0.0', old);
      await put('moved@2.0.0', await packageOf({ id: 'moved', version: '2.0.0', description: 'New' }));
    });
    const moved = async () => {
      const { body } = await server.request('GET', '/v1/plugins/moved');
      return { tags: body.distTags, latest: body.latest, version: body.version, says: body.description };
    };
    const untouched = {
      tags: { latest: '2.0.0' },
      latest: '2.0.0',
      version: '2.0.0',
      says: 'New',
    };

    it('plans to move the tag', async () => {
      const { body } = await put('moved@1.0.0', old, alice, '?tag=latest&dryRun=true');
      expect(body.changes).to.deep.equal([
        { action: 'update', resource: 'dist-tag', name: 'latest', detail: 'moved from 2.0.0 to 1.0.0' },
      ]);
      expect(await moved()).to.deep.equal(untouched);
    });

    it('is refused to others, and with a tag that cannot be one', async () => {
      const theirs = await put('moved@1.0.0', old, bob, '?tag=latest');
      expect(theirs.body.code).to.equal('plugin_owned_by_another');
      const range = await put('moved@1.0.0', old, alice, '?tag=1.x');
      expect(range.body.code).to.equal('invalid_input');
      expect(await moved()).to.deep.equal(untouched);
    });

    it('moves nothing without one', async () => {
      expect((await put('moved@1.0.0', old)).body).to.deep.include({ unchanged: true, tags: [] });
      expect(await moved()).to.deep.equal(untouched);
    });

    it('lets another tag lead there, and the plugin stays as it was', async () => {
      const { status, body } = await put('moved@1.0.0', old, alice, '?tag=stable');
      expect({ status, tags: body.tags, unchanged: body.unchanged }).to.deep.equal({
        status: 200,
        tags: ['stable'],
        unchanged: true,
      });
      expect(await moved()).to.deep.equal({ ...untouched, tags: { latest: '2.0.0', stable: '1.0.0' } });
    });

    it('lets latest go back, and the plugin is described by that version again', async () => {
      const { body } = await put('moved@1.0.0', old, alice, '?tag=latest');
      expect(body).to.deep.include({ unchanged: true, tags: ['latest', 'stable'] });
      expect(await moved()).to.deep.equal({
        tags: { latest: '1.0.0', stable: '1.0.0' },
        latest: '1.0.0',
        version: '1.0.0',
        says: 'Old',
      });
      const { body: plan } = await put('moved@1.0.0', old, alice, '?tag=latest&dryRun=true');
      expect(plan.changes).to.deep.equal([]);
    });
  });

  it('refuses other octets under a version that exists, and keeps the first', async () => {
    const octets = await packageOf({ id: 'taken' });
    await put('taken@1.0.0', octets);
    const { status, body } = await put('taken@1.0.0', await packageOf({ id: 'taken', description: 'Other' }));
    expect(status).to.equal(409);
    expect(body.code).to.equal('version_exists');
    expect(body.detail).to.contain('taken@1.0.0');
    const shown = await server.request('GET', '/v1/plugins/taken/versions/1.0.0');
    expect(shown.body.integrity).to.equal(integrityOf(octets));
  });

  describe('by another than the owner', () => {
    let theirs: Buffer;
    before(async () => {
      await put('owned@1.0.0', await packageOf({ id: 'owned' }));
      theirs = await packageOf({ id: 'owned', version: '1.1.0' });
    });

    it('is refused', async () => {
      const { status, body } = await put('owned@1.1.0', theirs, bob);
      expect(status).to.equal(403);
      expect(body.code).to.equal('plugin_owned_by_another');
      expect(body.detail).to.equal('owned belongs to token:alice; this token publishes as token:bob');
    });

    it('is refused before the octets are read', async () => {
      const answer = await rawPut(
        server.url,
        '/v1/plugins/owned/versions/1.1.0',
        bob,
        1_000_000,
        Buffer.alloc(10),
      );
      expect(answer)
        .to.match(/^HTTP\/1.1 403 /)
        .and.contain('plugin_owned_by_another');
    });

    it('is possible for the admin, and leaves the owner as it was', async () => {
      expect((await put('owned@1.1.0', theirs, server.adminToken)).status).to.equal(201);
      expect((await server.request('GET', '/v1/plugins/owned')).body.owner).to.equal('token:alice');
      const next = await packageOf({ id: 'owned', version: '1.2.0' });
      expect((await put('owned@1.2.0', next)).status).to.equal(201);
    });
  });

  describe('without the right to', () => {
    const cases = [
      { name: 'no token', token: async () => null, status: 401, code: 'not_authenticated' },
      { name: 'an unknown token', token: async () => 'plx_unknown', status: 401, code: 'not_authenticated' },
      { name: "a tenant's token", token: () => tenantToken(), status: 403, code: 'not_allowed' },
      {
        name: 'a token without plugins.publish',
        token: () => server.token('reader', 'publish', ['logs.read']),
        status: 403,
        code: 'not_allowed',
      },
    ];
    const tenantToken = async () => {
      await server.request('POST', '/v1/tenants', { json: { slug: 'acme' } });
      return server.token('tenant', 'tenant:acme');
    };
    for (const { name, token, status, code } of cases) {
      it(`is refused with ${name}`, async () => {
        const body = await packageOf({ id: 'nobody' });
        const answer = await server.request('PUT', '/v1/plugins/nobody/versions/1.0.0', {
          token: await token(),
          body,
        });
        expect(answer.status).to.equal(status);
        expect(answer.body.code).to.equal(code);
      });
    }
  });

  describe('refuses and stores nothing:', () => {
    const good = () => packageOf({ id: 'bad-input' });
    const cases: {
      name: string;
      place?: string;
      query?: string;
      headers?: Record<string, string>;
      octets: () => Promise<Uint8Array>;
      status: number;
      code: string;
      says: string;
    }[] = [
      {
        name: 'no octets',
        octets: async () => Buffer.alloc(0),
        status: 422,
        code: 'invalid_package',
        says: '',
      },
      {
        name: 'octets that are no gzip',
        octets: async () => Buffer.from('hello'),
        status: 422,
        code: 'invalid_package',
        says: 'gzip',
      },
      {
        name: 'gzip that holds no tarball',
        octets: async () => gzipSync('hello'),
        status: 422,
        code: 'invalid_package',
        says: 'tar',
      },
      {
        name: 'a package of another plugin',
        octets: () => packageOf({ id: 'other' }),
        status: 422,
        code: 'invalid_package',
        says: '"other"',
      },
      {
        name: 'a package of another version',
        octets: () => packageOf({ id: 'bad-input', version: '1.0.1' }),
        status: 422,
        code: 'invalid_package',
        says: '1.0.1',
      },
      {
        name: 'a wrong announced integrity',
        query: `?integrity=${encodeURIComponent(integrityOf(Buffer.from('x')))}`,
        octets: good,
        status: 422,
        code: 'integrity_mismatch',
        says: 'sha512-',
      },
      {
        name: 'an integrity that is none',
        query: '?integrity=sha1-abc',
        octets: good,
        status: 422,
        code: 'invalid_input',
        says: 'query.integrity',
      },
      {
        name: 'a tag that is a range',
        query: '?tag=1.x',
        octets: good,
        status: 422,
        code: 'invalid_input',
        says: 'query.tag: 1.x is a semver range',
      },
      {
        name: 'a query that is not known',
        query: '?tags=beta',
        octets: good,
        status: 422,
        code: 'invalid_input',
        says: 'query.tags',
      },
      {
        name: 'a prerelease without a tag',
        place: 'bad-input@1.0.0-beta.1',
        octets: () => packageOf({ id: 'bad-input', version: '1.0.0-beta.1' }),
        status: 422,
        code: 'invalid_input',
        says: 'prerelease',
      },
      {
        name: 'a reserved id',
        place: 'core@1.0.0',
        octets: good,
        status: 422,
        code: 'reserved_name',
        says: 'core',
      },
      {
        name: 'an id with upper case',
        place: 'Crm@1.0.0',
        octets: good,
        status: 422,
        code: 'invalid_input',
        says: 'uppercase',
      },
      {
        name: 'an id of one character',
        place: 'c@1.0.0',
        octets: good,
        status: 422,
        code: 'invalid_input',
        says: 'too short',
      },
      {
        name: 'an id that is too long',
        place: `${'c'.repeat(29)}@1.0.0`,
        octets: good,
        status: 422,
        code: 'invalid_input',
        says: 'too long',
      },
      {
        name: 'an id with two dashes in a row',
        place: 'a--b@1.0.0',
        octets: good,
        status: 422,
        code: 'invalid_input',
        says: 'two dashes',
      },
      {
        name: 'an id in another script',
        place: '%D1%81rm@1.0.0',
        octets: good,
        status: 422,
        code: 'invalid_input',
        says: 'ASCII',
      },
      {
        name: 'an id that is SQL',
        place: "x'%3B%20DROP%20TABLE%20plexica.plugins%3B--@1.0.0",
        octets: good,
        status: 422,
        code: 'invalid_input',
        says: 'plugin id',
      },
      {
        name: 'a version that is none',
        place: 'bad-input@one',
        octets: good,
        status: 422,
        code: 'invalid_input',
        says: 'semver',
      },
      {
        name: 'a version with build metadata',
        place: 'bad-input@1.0.0+linux',
        octets: good,
        status: 422,
        code: 'invalid_input',
        says: 'build metadata',
      },
      {
        name: 'a JSON body',
        headers: { 'Content-Type': 'application/json' },
        octets: async () => Buffer.from('{}'),
        status: 415,
        code: 'unsupported_media_type',
        says: 'application/octet-stream',
      },
    ];
    for (const {
      name,
      place = 'bad-input@1.0.0',
      query = '',
      headers = {},
      octets,
      status,
      code,
      says,
    } of cases) {
      it(name, async () => {
        const before = await storedPackages();
        const [plugin, version] = place.split('@');
        const answer = await server.request('PUT', `/v1/plugins/${plugin}/versions/${version}${query}`, {
          token: alice,
          body: await octets(),
          headers,
        });
        expect(answer.body.detail).to.contain(says);
        expect(answer.body.code).to.equal(code);
        expect(answer.status).to.equal(status);
        expect(await storedPackages()).to.deep.equal(before);
        expect(await incoming()).to.deep.equal([]);
        expect((await server.request('GET', '/v1/plugins/bad-input')).status).to.equal(404);
      });
    }
  });

  it('refuses a package of more than 50 MiB at once when its size is announced', async () => {
    const answer = await rawPut(
      server.url,
      '/v1/plugins/big/versions/1.0.0',
      alice,
      60 * 2 ** 20,
      Buffer.alloc(10),
    );
    expect(answer)
      .to.match(/^HTTP\/1.1 413 /)
      .and.contain('package_too_large');
  });

  it('stops at 50 MiB when the size is not announced, and the sender reads why', async () => {
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (sent >= 70 * 2 ** 20) return controller.close();
        sent += 2 ** 20;
        controller.enqueue(new Uint8Array(2 ** 20));
      },
    });
    const answer = await fetch(new URL('/v1/plugins/big/versions/1.0.0', server.url), {
      method: 'PUT',
      headers: { Authorization: `Bearer ${alice}` },
      body: endless,
      duplex: 'half',
    });
    expect(answer.status).to.equal(413);
    expect(((await answer.json()) as { code: string }).code).to.equal('package_too_large');
    expect(await incoming()).to.deep.equal([]);
  });

  it('stores nothing of an upload that ends in the middle', async () => {
    const octets = await packageOf({ id: 'truncated' });
    const half = octets.subarray(0, octets.length / 2);
    await rawPut(server.url, '/v1/plugins/truncated/versions/1.0.0', alice, octets.length, half, 'hang up');
    await eventually(async () => {
      expect(await incoming()).to.deep.equal([]);
    });
    expect((await server.request('GET', '/v1/plugins/truncated')).status).to.equal(404);
    expect(server.logs.filter((line) => line.includes('internal_error'))).to.deep.equal([]);
    expect((await put('truncated@1.0.0', octets)).status).to.equal(201);
  });

  it('plans without octets', async () => {
    const plan = (place: string, token = alice, query = '') => {
      const [plugin, version] = place.split('@');
      return server.request('PUT', `/v1/plugins/${plugin}/versions/${version}?dryRun=true${query}`, {
        token,
      });
    };
    const fresh = await plan('planned@1.0.0');
    expect(fresh.status).to.equal(200);
    expect(fresh.body).to.deep.equal({
      dryRun: true,
      changes: [
        { action: 'create', resource: 'plugin', name: 'planned', detail: 'owned by token:alice' },
        { action: 'create', resource: 'version', name: 'planned@1.0.0' },
        { action: 'create', resource: 'dist-tag', name: 'latest' },
      ],
    });
    expect((await server.request('GET', '/v1/plugins/planned')).status).to.equal(404);

    const octets = await packageOf({ id: 'planned' });
    await put('planned@1.0.0', octets);
    expect((await plan('planned@1.1.0')).body.changes.at(-1)).to.deep.equal({
      action: 'update',
      resource: 'dist-tag',
      name: 'latest',
      detail: 'moved from 1.0.0 to 1.1.0',
    });
    expect((await plan('planned@1.1.0', bob)).body.code).to.equal('plugin_owned_by_another');
    const same = `&integrity=${encodeURIComponent(integrityOf(octets))}`;
    expect((await plan('planned@1.0.0', alice, same)).body.changes).to.deep.equal([]);
    const other = `&integrity=${encodeURIComponent(integrityOf(Buffer.from('other')))}`;
    expect((await plan('planned@1.0.0', alice, other)).body.code).to.equal('version_exists');
  });

  it('moves latest only forward unless it is told to', async () => {
    for (const version of ['2.0.0', '1.5.0', '2.1.0-beta.1', '1.6.0']) {
      const octets = await packageOf({ id: 'moving', version, description: `This is ${version}` });
      if (version === '1.5.0') {
        const { status, body } = await put(`moving@${version}`, octets);
        expect(status).to.equal(422);
        expect(body.detail).to.contain('the higher version 2.0.0 has it');
        expect(body.hint).to.contain('v1-maintenance');
      }
      const tags: Record<string, string> = {
        '1.5.0': 'v1-maintenance',
        '2.1.0-beta.1': 'beta',
        '1.6.0': 'latest',
      };
      const query = version in tags ? `?tag=${tags[version]}` : '';
      expect((await put(`moving@${version}`, octets, alice, query)).status).to.equal(201);
    }
    const { body } = await server.request('GET', '/v1/plugins/moving');
    expect(body).to.include({ latest: '1.6.0', description: 'This is 1.6.0' });
    expect(body.distTags).to.deep.equal({ beta: '2.1.0-beta.1', latest: '1.6.0', 'v1-maintenance': '1.5.0' });
    expect(body.versions).to.deep.equal(['2.1.0-beta.1', '2.0.0', '1.6.0', '1.5.0']);
  });

  it('refuses to change the npm name of a plugin', async () => {
    await put('named@1.0.0', await packageOf({ id: 'named' }));
    const { body } = await put(
      'named@1.1.0',
      await packageOf({ id: 'named', name: '@acme/named', version: '1.1.0' }),
    );
    expect(body.code).to.equal('invalid_package');
    expect(body.hint).to.contain('named');
  });

  it('lets one of ten win who publish other octets as one version', async () => {
    const octets = await Promise.all(
      Array.from({ length: 10 }, (_, n) => packageOf({ id: 'race', description: `Number ${n}` })),
    );
    const answers = await Promise.all(octets.map((one) => put('race@1.0.0', one)));
    const won = answers.filter(({ status }) => status === 201);
    expect(won).to.have.lengthOf(1);
    expect(answers.filter(({ body }) => body.code === 'version_exists')).to.have.lengthOf(9);
    const shown = await server.request('GET', '/v1/plugins/race/versions/1.0.0');
    expect(shown.body.integrity).to.equal(won[0]?.body.integrity);
    const tarball = new Uint8Array(await (await download(shown.body.tarball)).arrayBuffer());
    expect(integrityOf(tarball)).to.equal(shown.body.integrity);
  });

  it('lets one of ten win who publish other octets as one version of a plugin that exists', async () => {
    await put('rerun@1.0.0', await packageOf({ id: 'rerun' }));
    const octets = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        packageOf({ id: 'rerun', version: '1.1.0', description: `Number ${n}` }),
      ),
    );
    const answers = await Promise.all(octets.map((one) => put('rerun@1.1.0', one)));
    expect(answers.map(({ body }) => body.code ?? 'published')).to.have.members([
      'published',
      ...Array<string>(9).fill('version_exists'),
    ]);
  });

  it('never moves latest back, however many versions come at once', async () => {
    await put('rush@1.0.0', await packageOf({ id: 'rush' }));
    const numbers = Array.from({ length: 10 }, (_, n) => `1.${n + 1}.0`);
    const octets = await Promise.all(numbers.map((version) => packageOf({ id: 'rush', version })));
    const answers = await Promise.all(
      numbers.map((version, n) => put(`rush@${version}`, octets[n] as Buffer)),
    );
    expect(answers.map(({ status }) => status))
      .to.include(201)
      .and.not.include(500);
    const { body } = await server.request('GET', '/v1/plugins/rush');
    expect(body.latest).to.equal('1.10.0').and.to.equal(body.versions[0]).and.to.equal(body.distTags.latest);
  });

  it('lets one of ten win who publish one id', async () => {
    const tokens = await Promise.all(
      Array.from({ length: 10 }, (_, n) => server.token(`racer-${n}`, 'publish')),
    );
    const octets = await Promise.all(
      tokens.map((_, n) => packageOf({ id: 'contested', version: `1.${n}.0`, description: `${n}` })),
    );
    const answers = await Promise.all(
      tokens.map((token, n) => put(`contested@1.${n}.0`, octets[n] as Buffer, token)),
    );
    expect(answers.filter(({ status }) => status === 201)).to.have.lengthOf(1);
    expect(answers.filter(({ body }) => body.code === 'plugin_owned_by_another')).to.have.lengthOf(9);
    expect((await server.request('GET', '/v1/plugins/contested')).body.versions).to.have.lengthOf(1);
  });

  it('answers ten who send the same octets at once with the same version', async () => {
    const octets = await packageOf({ id: 'chorus' });
    const answers = await Promise.all(Array.from({ length: 10 }, () => put('chorus@1.0.0', octets)));
    expect(answers.map(({ status }) => status)).to.have.members([...Array<number>(9).fill(200), 201]);
  });

  it('leaves no package on disk that no version has', async () => {
    const known = new Set<string>();
    const { body } = await server.request('GET', '/v1/plugins?limit=100');
    for (const { id } of body.items) {
      const { body: versions } = await server.request('GET', `/v1/plugins/${id}/versions`);
      for (const { integrity } of versions.items) known.add(integrity);
    }
    const files = await storedPackages();
    expect(files).to.have.lengthOf(known.size);
    for (const file of files) {
      expect(known).to.include(integrityOf(await readFile(join(server.data, 'blobs', file))));
    }
  });
});

/** Sends a request that announces more than it sends, and reads whatever comes back. */
async function rawPut(
  url: string,
  path: string,
  token: string,
  announced: number,
  octets: Uint8Array,
  then: 'read' | 'hang up' = 'read',
): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write(
    `PUT ${path} HTTP/1.1\r\nHost: ${hostname}\r\nAuthorization: Bearer ${token}\r\nContent-Length: ${announced}\r\n\r\n`,
  );
  socket.write(octets);
  if (then === 'hang up') {
    socket.end();
    socket.resume();
    await new Promise((resolve) => socket.once('close', resolve));
    return '';
  }
  const chunk = await new Promise<Buffer>((resolve, reject) =>
    socket.once('data', resolve).once('error', reject),
  );
  socket.destroy();
  return chunk.toString();
}

async function eventually(check: () => Promise<void>): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await check();
    } catch (error) {
      if (tries === 50) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
