import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { startServer, type Answer, type TestServer } from '../server.ts';
import { packageOf } from './packages.ts';

const run = promisify(execFile);
const LISTED_ORIGIN = 'https://docs.example.com';

const METADATA = [
  '/v1/plugins',
  '/v1/plugins/crm',
  '/v1/plugins/crm/versions',
  '/v1/plugins/crm/versions/1.0.0',
  '/v1/plugins/crm/resolve?range=1',
  '/npm/crm',
  '/npm/@acme%2fother',
  '/npm/@acme/other',
];
const CODE = [
  '/npm/crm/-/crm-1.0.0.tgz',
  '/npm/@acme%2fother/-/other-1.0.0.tgz',
  '/npm/@acme/other/-/other-1.0.0.tgz',
];

/** What needs no token, by mode. */
const MODES = [
  { mode: undefined, open: METADATA, closed: CODE },
  { mode: 'listed', open: METADATA, closed: CODE },
  { mode: 'public', open: [...METADATA, ...CODE], closed: [] },
  { mode: 'private', open: [], closed: [...METADATA, ...CODE] },
] as const;

async function startRegistry(environment: NodeJS.ProcessEnv): Promise<TestServer> {
  const server = await startServer(environment);
  for (const [plugin, name] of [
    ['crm', 'crm'],
    ['other', '@acme/other'],
  ] as const) {
    const body = await packageOf({ id: plugin, name });
    const { status } = await server.request('PUT', `/v1/plugins/${plugin}/versions/1.0.0`, { body });
    expect(status).to.equal(201);
  }
  await server.request('POST', '/v1/tenants', { json: { slug: 'acme' } });
  return server;
}

describe('what the registry shows without a token', function () {
  this.timeout(120_000);

  for (const { mode, open, closed } of MODES) {
    describe(`with PLEXICA_REGISTRY ${mode ?? 'not set'}`, () => {
      let server: TestServer;
      let tenantToken: string;
      before(async () => {
        server = await startRegistry({ PLEXICA_REGISTRY: mode, PLEXICA_CORS_ORIGINS: LISTED_ORIGIN });
        tenantToken = await server.token('reader', 'tenant:acme', ['installations.read']);
      });
      after(() => server.stop());

      const get = (path: string, token: string | null, headers: Record<string, string> = {}) =>
        server.request('GET', path, { token, headers });

      for (const path of open) {
        it(`answers anybody: ${path}`, async () => {
          expect((await get(path, null)).status).to.equal(200);
        });
      }
      for (const path of closed) {
        it(`asks for a token: ${path}`, async () => {
          for (const headers of [{}, { 'If-None-Match': '*' }] as Record<string, string>[]) {
            const { status, body, headers: answered } = await get(path, null, headers);
            expect(status).to.equal(401);
            expect(body.code).to.equal('not_authenticated');
            expect(answered.get('WWW-Authenticate')).to.match(/^Bearer/);
          }
          expect((await server.request('HEAD', path, { token: null })).status).to.equal(401);
          expect((await get(path, 'plx_unknown')).status).to.equal(401);
          expect((await get(path, tenantToken)).status).to.equal(200);
        });
      }

      it('gives code to caches that others share only where it needs no token', async () => {
        const { headers } = await get(CODE[0] as string, tenantToken);
        expect(headers.get('Cache-Control')).to.match(mode === 'public' ? /^public, / : /^private, /);
      });
    });
  }
});

describe('who may read the registry from a page of another origin', function () {
  this.timeout(120_000);
  let server: TestServer;
  before(async () => {
    server = await startRegistry({
      PLEXICA_REGISTRY: 'public',
      PLEXICA_CORS_ORIGINS: `${LISTED_ORIGIN}, http://localhost:4321`,
    });
  });
  after(() => server.stop());

  const allowed = ({ headers }: Answer): string | null => headers.get('Access-Control-Allow-Origin');
  const from = (path: string, origin: string) => server.request('GET', path, { headers: { Origin: origin } });

  it('lets listed origins read metadata, and tells caches so', async () => {
    for (const path of METADATA) {
      for (const origin of [LISTED_ORIGIN, 'http://localhost:4321']) {
        const answer = await from(path, origin);
        expect(allowed(answer), path).to.equal(origin);
        expect(answer.headers.get('Vary')).to.match(/Origin/);
      }
      expect((await server.request('GET', path)).headers.get('Vary'), path).to.match(/Origin/);
    }
    expect((await from('/npm/crm', LISTED_ORIGIN)).headers.get('Vary')).to.match(/Accept/);
  });

  it('lets a listed origin read that there is no such plugin', async () => {
    const answer = await from('/v1/plugins/nothing', LISTED_ORIGIN);
    expect(answer.status).to.equal(404);
    expect(allowed(answer)).to.equal(LISTED_ORIGIN);
  });

  for (const origin of [
    'https://evil.example',
    'null',
    'http://docs.example.com',
    'https://docs.example.com:8443',
    'https://docs.example.com.evil.example',
    '*',
  ]) {
    it(`lets nothing be read from ${origin}`, async () => {
      for (const path of METADATA) expect(allowed(await from(path, origin)), path).to.equal(null);
    });
  }

  it('never lets code, health or the description of the API be read', async () => {
    for (const path of [...CODE, '/healthz', '/readyz', '/metrics', '/v1/openapi.json'])
      expect(allowed(await from(path, LISTED_ORIGIN)), path).to.equal(null);
  });

  it('names no origin where none is listed', async () => {
    const plain = await startRegistry({});
    try {
      const { headers } = await plain.request('GET', '/v1/plugins', { headers: { Origin: LISTED_ORIGIN } });
      expect(headers.get('Access-Control-Allow-Origin')).to.equal(null);
      expect(headers.get('Vary')).not.to.match(/Origin/);
    } finally {
      await plain.stop();
    }
  });
});

describe('npm with a token of the registry', function () {
  this.timeout(120_000);

  it('installs a plugin that nobody reads without one', async () => {
    const server = await startRegistry({ PLEXICA_REGISTRY: 'private' });
    const folder = await mkdtemp(join(tmpdir(), 'plexica-npm-token-'));
    try {
      await writeFile(join(folder, 'package.json'), '{ "name": "user", "version": "1.0.0" }');
      const npm = (...args: string[]) =>
        run('npm', [...args, `--registry=${server.url}/npm/`, '--no-audit'], {
          cwd: folder,
          env: {
            PATH: process.env['PATH'],
            HOME: folder,
            npm_config_cache: join(folder, '.cache'),
            npm_config_update_notifier: 'false',
          },
        });
      const refused = await npm('install', 'crm').catch((error: { stderr: string }) => error);
      expect(refused.stderr).to.match(/E401/);
      const token = await server.token('npm', 'tenant:acme', ['installations.read']);
      const { host } = new URL(server.url);
      await writeFile(join(folder, '.npmrc'), `//${host}/npm/:_authToken=${token}\n`);
      await npm('install', 'crm');
      const manifest = await readFile(join(folder, 'node_modules/crm/dist/plexica.json'), 'utf8');
      expect(JSON.parse(manifest)).to.include({ id: 'crm' });
    } finally {
      await rm(folder, { recursive: true, force: true });
      await server.stop();
    }
  });
});
