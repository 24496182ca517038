import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { startServer, type TestServer } from '../server.ts';
import { packageOf } from './packages.ts';

const run = promisify(execFile);
const ABBREVIATED = 'application/vnd.npm.install-v1+json';

describe('the npm protocol', function () {
  this.timeout(120_000);
  let server: TestServer;
  let folder: string;
  let tarball: Buffer;

  before(async () => {
    server = await startServer({ PLEXICA_REGISTRY: 'public' });
    folder = await mkdtemp(join(tmpdir(), 'plexica-npm-'));
    await writeFile(join(folder, 'package.json'), '{ "name": "user", "version": "1.0.0" }');
    tarball = await packageOf({
      id: 'crm',
      name: '@acme/crm',
      version: '1.1.0',
      description: 'Contacts',
      author: 'Ann <ann@example.com>',
      keywords: ['Sales'],
      config: { type: 'object', properties: { currency: { type: 'string' } } },
    });
    await publish('crm', '1.0.0', await packageOf({ id: 'crm', name: '@acme/crm' }));
    await publish('crm', '1.1.0', tarball);
    await publish(
      'crm',
      '2.0.0-beta.1',
      await packageOf({ id: 'crm', name: '@acme/crm', version: '2.0.0-beta.1' }),
      'beta',
    );
    await publish('plain', '1.0.0', await packageOf({ id: 'plain' }));
  });
  after(async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const publish = async (plugin: string, version: string, body: Buffer, tag = '') => {
    const query = tag === '' ? '' : `?tag=${tag}`;
    const { status } = await server.request('PUT', `/v1/plugins/${plugin}/versions/${version}${query}`, {
      body,
    });
    expect(status).to.equal(201);
  };
  const get = (path: string, headers: Record<string, string> = {}) =>
    server.request('GET', path, { token: null, headers });
  const npm = async (...args: string[]) => {
    const { stdout } = await run('npm', [...args, '--json', `--registry=${server.url}/npm/`], {
      cwd: folder,
      env: {
        PATH: process.env['PATH'],
        HOME: folder,
        npm_config_cache: join(folder, '.cache'),
        npm_config_update_notifier: 'false',
      },
    });
    return JSON.parse(stdout === '' ? 'null' : stdout);
  };

  it('shows a package to npm view', async () => {
    const shown = await npm('view', '@acme/crm');
    expect(shown).to.include({
      name: '@acme/crm',
      version: '1.1.0',
      description: 'Contacts',
      license: 'MIT',
    });
    expect(shown['dist-tags']).to.deep.equal({ beta: '2.0.0-beta.1', latest: '1.1.0' });
    expect(shown.versions).to.have.members(['1.0.0', '1.1.0', '2.0.0-beta.1']);
    expect(shown.dist.tarball).to.equal(`${server.url}/npm/@acme/crm/-/crm-1.1.0.tgz`);
    expect(shown).not.to.have.property('config');
    expect(Object.keys(shown.time)).to.include.members(['created', 'modified', '1.1.0']);
  });

  it('lets npm install what a range means, and npm checks the integrity', async () => {
    await npm('install', '@acme/crm@^1.0.0', 'plain', '--no-audit');
    const installed = await readFile(join(folder, 'node_modules/@acme/crm/dist/plexica.json'), 'utf8');
    expect(JSON.parse(installed)).to.include({ id: 'crm', version: '1.1.0' });
    expect(await readFile(join(folder, 'node_modules/plain/README.md'), 'utf8')).to.equal('# plain\n');
    const lock = JSON.parse(await readFile(join(folder, 'package-lock.json'), 'utf8'));
    const { body } = await get('/v1/plugins/crm/versions/1.1.0');
    expect(lock.packages['node_modules/@acme/crm'].integrity).to.equal(body.integrity);
  });

  it('lets npm install a tag, with npm audit as npm does it by itself', async () => {
    await npm('install', '@acme/crm@beta');
    const installed = await readFile(join(folder, 'node_modules/@acme/crm/package.json'), 'utf8');
    expect(JSON.parse(installed).version).to.equal('2.0.0-beta.1');
  });

  it('gives npm pack the octets that were published', async () => {
    const [packed] = await npm('pack', '@acme/crm@1.1.0');
    expect((await readFile(join(folder, packed.filename))).equals(tarball)).to.equal(true);
  });

  it('answers a scoped name in one segment or two, the same', async () => {
    const { body } = await get('/npm/@acme/crm');
    expect((await get('/npm/@acme%2fcrm')).body).to.deep.equal(body);
    expect((await get('/npm/@acme%2Fcrm')).body).to.deep.equal(body);
    expect((await get('/npm/@acme%2fcrm/-/crm-1.1.0.tgz')).status).to.equal(200);
  });

  it('is short for whoever accepts the short form', async () => {
    const full = await get('/npm/plain', { Accept: 'application/json' });
    const short = await get('/npm/plain', { Accept: `${ABBREVIATED}; q=1.0, application/json; q=0.8, */*` });
    expect(short.headers.get('Content-Type')).to.contain(ABBREVIATED);
    expect(short.headers.get('Vary')).to.equal('Accept');
    expect(short.body).to.have.all.keys('name', 'dist-tags', 'modified', 'versions');
    expect(short.body.versions['1.0.0'].dist).to.deep.equal(full.body.versions['1.0.0'].dist);
    expect(full.headers.get('Content-Type')).to.match(/^application\/json/);
    expect(full.body.readme).to.equal('# plain\n');
    expect((await get('/npm/plain', { Accept: '*/*' })).body).to.deep.equal(full.body);
  });

  it('answers 304 while a packument is the same, and again in full when it is not', async () => {
    const first = await get('/npm/plain');
    const tag = first.headers.get('ETag') as string;
    expect((await get('/npm/plain', { 'If-None-Match': tag })).status).to.equal(304);
    await publish('plain', '1.0.1', await packageOf({ id: 'plain', version: '1.0.1' }));
    const second = await get('/npm/plain', { 'If-None-Match': tag });
    expect(second.status).to.equal(200);
    expect(second.body['dist-tags'].latest).to.equal('1.0.1');
  });

  it('serves tarballs as immutable', async () => {
    const path = '/npm/@acme/crm/-/crm-1.1.0.tgz';
    const { headers } = await get(path);
    expect(headers.get('Cache-Control')).to.contain('immutable');
    expect(headers.get('Content-Length')).to.equal(String(tarball.length));
    const tag = headers.get('ETag') as string;
    expect((await get(path, { 'If-None-Match': tag })).status).to.equal(304);
    const head = await server.request('HEAD', path, { token: null });
    expect(head.headers.get('Content-Length')).to.equal(String(tarball.length));
  });

  const missing = [
    { path: '/npm/nothing', code: 'plugin_not_found' },
    { path: '/npm/crm', code: 'plugin_not_found' },
    { path: '/npm/%00', code: 'plugin_not_found' },
    { path: '/npm/@acme/crm/-/crm-9.9.9.tgz', code: 'version_not_found' },
    { path: '/npm/@acme/crm/-/crm-latest.tgz', code: 'version_not_found' },
    { path: '/npm/@acme/crm/-/other-1.1.0.tgz', code: 'version_not_found' },
    { path: '/npm/@acme/crm/-/..%2f..%2fadmin-token', code: 'version_not_found' },
    { path: '/npm/@acme/crm/-/%00', code: 'version_not_found' },
  ];
  for (const { path, code } of missing) {
    it(`answers ${path} with ${code} and the field that npm prints`, async () => {
      const { status, body } = await get(path);
      expect(status).to.equal(404);
      expect(body.code).to.equal(code);
      expect(body.error).to.equal(body.detail);
    });
  }
});
