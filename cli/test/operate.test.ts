import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect } from 'chai';
import { Plexica, type Answer } from './plexica.ts';
import { expectPublished, expectPublishedError } from './schemas.ts';
import { ADMIN_TOKEN, startServer, type TestServer } from './server.ts';

describe('operating tenants and plugins', () => {
  let plexica: Plexica;
  let server: TestServer;
  let project: string;
  before(async () => {
    plexica = await Plexica.create();
    [server, project] = await Promise.all([startServer(), plexica.project('demo')]);
    await edit(join(project, 'src/index.ts'), (text) =>
      text.replace('Promise<Note[]> {', "Promise<Note[]> {\n    ctx.log.info('listed');"),
    );
  });
  after(async () => {
    await server.stop();
    await plexica.remove();
  });

  const edit = async (file: string, how: (text: string) => string) =>
    writeFile(file, how(await readFile(file, 'utf8')));

  /** Runs with --json and checks the answer against the published schema. @param words of the command's name */
  const run = async (words: number, ...args: string[]): Promise<Answer> => {
    const answer = await plexica.run([...args, '--json']);
    expect(answer.stderr, 'nothing but JSON').to.equal('');
    if (answer.code === 0) expectPublished(args.slice(0, words).join(' '), answer.json);
    else expectPublishedError(answer.json);
    return answer;
  };
  const done = async (words: number, ...args: string[]) => {
    const answer = await run(words, ...args);
    expect(answer.code, answer.stdout).to.equal(0);
    return answer.json;
  };
  const failed = async (words: number, ...args: string[]) => {
    const { code, json } = await run(words, ...args);
    return { exit: code, code: json.error.code };
  };

  it('logs in, remembers the server, and keeps the token to itself', async () => {
    const url = server.url;
    expect(await failed(1, 'whoami', '--server', url)).to.deep.equal({ exit: 3, code: 'not_authenticated' });
    const login = ['login', '--server', url, '--token', ADMIN_TOKEN, '--context', 'local'];
    expect((await done(1, ...login, '--dry-run')).dryRun).to.equal(true);
    expect(await failed(2, 'context', 'use', 'local')).to.deep.equal({ exit: 5, code: 'context_not_found' });
    expect(await done(1, ...login)).to.include({ context: 'local', server: url, principal: 'admin' });
    expect(await done(1, 'whoami')).to.include({ id: 'admin', server: url, context: 'local' });
    expect(await done(2, 'context', 'list')).to.deep.equal({
      contexts: [{ name: 'local', server: url, current: true, loggedIn: true, kind: 'token' }],
    });
    expect(await done(2, 'context', 'use', 'local')).to.include({ name: 'local', server: url });
    if (process.platform !== 'win32') {
      expect((await stat(join(plexica.folder, 'home/config/contexts.json'))).mode & 0o777).to.equal(0o600);
    }
  });

  it('shows server and machine', async () => {
    expect(await done(1, 'status')).to.include({ server: server.url, status: 'ready', principal: 'admin' });
    const { checks } = await done(1, 'doctor');
    expect(checks.map(({ name }: { name: string }) => name)).to.include.members(['Server', 'Token']);
    const { walls } = (await (await fetch(`${server.url}/readyz`)).json()) as {
      walls: { kernel: boolean; seccomp: boolean; why: string };
    };
    const found = (wanted: string) => checks.find(({ name }: { name: string }) => name === wanted);
    const outcome = walls.kernel && walls.seccomp ? 'ok' : 'warning';
    expect(found('Isolation of plugins')).to.include({ outcome, detail: walls.why });
    expect(found('Server')).to.include({ outcome });
    expect(found('Server').detail).to.include(walls.why);
  });

  it('looks at the port that PLEXICA_PORT names', async () => {
    const { port } = new URL(server.url);
    const env = { PLEXICA_HOME: join(plexica.folder, 'bare'), PLEXICA_PORT: port };
    const { checks } = (await plexica.run(['doctor', '--json'], { env })).json;
    const found = checks.find(({ name }: { name: string }) => name === `Port ${port}`);
    expect(found).to.include({ outcome: 'ok' });
    expect(found.detail).to.include('a Plexica server');
  });

  it('finds a machine healthy that has no server yet, but not one whose server is away', async function () {
    const bare = { PLEXICA_HOME: join(plexica.folder, 'bare') };
    const alone = await plexica.run(['doctor', '--json'], { env: bare });
    const of = (checks: { name: string }[], wanted: string) => checks.find(({ name }) => name === wanted);
    const server = of(alone.json.checks, 'Server');
    expect(JSON.stringify(server)).not.to.contain('ECONNRESET');
    const away = await plexica.run(['doctor', '--json', '--server', 'http://127.0.0.1:2'], { env: bare });
    expect(away.code).to.equal(8);
    expect(of(away.json.checks, 'Server')).to.include({ outcome: 'failed' });
    expect(of(away.json.checks, 'Token')).to.equal(undefined);
    expect(of(alone.json.checks, 'Database')).to.equal(undefined);
    const DATABASE_URL = 'postgres://somebody:secret@127.0.0.1:2/plexica';
    const elsewhere = await plexica.run(['doctor', '--json'], { env: { ...bare, DATABASE_URL } });
    expect(elsewhere.code).to.equal(8);
    const database = of(elsewhere.json.checks, 'Database');
    expect(database).to.include({ outcome: 'failed' });
    expect(JSON.stringify(database)).to.include('DATABASE_URL: cannot connect').and.not.include('secret');
    // Somebody's own server may listen there.
    if (!(of(alone.json.checks, 'Port 7373') as unknown as { detail: string }).detail.startsWith('free'))
      this.skip();
    expect(alone.code).to.equal(0);
    expect(server)
      .to.deep.include({ outcome: 'warning' })
      .and.property('detail')
      .contains('no server is selected');
    expect(of(alone.json.checks, 'Token')).to.equal(undefined);
  });

  it('creates and shows tenants', async () => {
    expect(await done(2, 'tenants', 'create', 'acme', '--dry-run')).to.deep.include({ dryRun: true });
    expect((await done(2, 'tenants', 'list')).tenants).to.deep.equal([]);
    expect(await done(2, 'tenants', 'create', 'acme', '--name', 'Acme Inc.')).to.include({ state: 'active' });
    expect(await done(2, 'tenants', 'show', 'acme')).to.include({ slug: 'acme', name: 'Acme Inc.' });
    expect(await failed(2, 'tenants', 'create', 'acme')).to.deep.equal({ exit: 6, code: 'tenant_exists' });
    expect(await failed(2, 'tenants', 'create', 'www')).to.deep.equal({ exit: 2, code: 'reserved_name' });
    expect(await failed(2, 'tenants', 'create', "a'; drop")).to.deep.equal({
      exit: 2,
      code: 'invalid_input',
    });
    expect(await failed(2, 'tenants', 'show', 'nobody')).to.deep.equal({ exit: 5, code: 'tenant_not_found' });
  });

  it('creates a tenant only where there is none', async () => {
    const create = (...more: string[]) => done(2, 'tenants', 'create', 'shop', '--if-not-exists', ...more);
    expect(await create('--name', 'Shop')).to.include({ created: true, state: 'active' });
    expect(await create('--name', 'Shop')).to.include({ created: false, state: 'active', name: 'Shop' });
    expect(await create()).to.include({ created: false });
    expect((await create('--dry-run')).changes).to.deep.equal([]);
    const other = ['tenants', 'create', 'shop', '--if-not-exists', '--name', 'Other'];
    expect(await failed(2, ...other)).to.deep.equal({ exit: 6, code: 'tenant_exists' });
    expect(await failed(2, 'tenants', 'create', 'www', '--if-not-exists')).to.deep.equal({
      exit: 2,
      code: 'reserved_name',
    });
    const { stdout } = await plexica.run(['tenants', 'create', 'shop', '--if-not-exists']);
    expect(stdout).to.equal('Tenant shop already exists and is active. Nothing changed.\n');
    await done(2, 'tenants', 'delete', 'shop', '--yes');
  });

  it('creates one tenant of two commands at once, and both succeed', async () => {
    const both = await Promise.all([1, 2].map(() => done(2, 'tenants', 'create', 'twin', '--if-not-exists')));
    expect(both.map(({ created }) => created).toSorted()).to.deep.equal([false, true]);
    expect(both.map(({ state }) => state)).to.deep.equal(['active', 'active']);
    await done(2, 'tenants', 'delete', 'twin', '--yes');
  });

  it('creates, lists and revokes tokens', async () => {
    const created = await done(
      2,
      'tokens',
      'create',
      '--name',
      'ci',
      '--scope',
      'tenant:acme',
      '--expires',
      '90d',
    );
    expect(created.token).to.match(/^plx_/);
    const days = (Date.parse(created.expiresAt) - Date.now()) / 86_400_000;
    expect(days).to.be.closeTo(90, 0.1);
    const beyond = await failed(2, 'tenants', 'list', '--token', created.token);
    expect(beyond).to.deep.equal({ exit: 4, code: 'not_allowed' });
    expect((await done(2, 'tokens', 'list')).tokens.map(({ id }: { id: string }) => id)).to.include(
      created.id,
    );
    expect(await done(2, 'tokens', 'revoke', created.id, '--dry-run')).to.include({ dryRun: true });
    expect(await done(1, 'whoami', '--token', created.token)).to.include({ id: 'token:ci' });
    expect(await done(2, 'tokens', 'revoke', created.id)).to.include({ revoked: true });
    expect((await failed(1, 'whoami', '--token', created.token)).exit).to.equal(3);
    const never = await failed(
      2,
      'tokens',
      'create',
      '--name',
      'ci',
      '--scope',
      'publish',
      '--expires',
      'soon',
    );
    expect(never).to.deep.equal({ exit: 2, code: 'bad_usage' });
  });

  it('finds what was published', async () => {
    await done(1, 'publish', '--folder', project);
    expect((await done(1, 'search', 'demo')).plugins[0]).to.include({ id: 'demo', latest: '0.1.0' });
    expect((await done(1, 'search', 'nothing-like-it')).plugins).to.deep.equal([]);
    expect(await done(1, 'info', 'demo')).to.deep.include({ version: '0.1.0', versions: ['0.1.0'] });
    expect((await done(1, 'info', 'demo@^0.1')).routes).to.have.length(3);
    expect(await failed(1, 'info', 'demo@^9')).to.deep.equal({ exit: 5, code: 'version_not_found' });
    expect(await failed(1, 'info', 'nothing')).to.deep.equal({ exit: 5, code: 'plugin_not_found' });
  });

  it('marks code as trusted, and takes the mark back', async () => {
    expect((await done(2, 'plugins', 'trust', 'demo', '--dry-run')).changes).to.have.length(1);
    expect(await done(2, 'plugins', 'trust', 'demo')).to.include({ plugin: 'demo', trustedBy: 'admin' });
    expect((await done(2, 'plugins', 'trust', 'demo', '--dry-run')).changes).to.deep.equal([]);
    expect((await done(2, 'plugins', 'distrust', 'demo', '--dry-run')).changes).to.have.length(1);
    expect(await done(2, 'plugins', 'distrust', 'demo')).to.deep.equal({ plugin: 'demo', trusted: false });
    expect(await failed(2, 'plugins', 'trust', 'nothing')).to.deep.equal({
      exit: 5,
      code: 'plugin_not_found',
    });
  });

  it('installs one plugin with two commands at once, and both succeed', async () => {
    await done(2, 'tenants', 'create', 'twins');
    const install = ['install', 'demo', '--tenant', 'twins', '--if-not-exists', '--wait'];
    // Progress is not for the schema, and one of them waits.
    const both = await Promise.all([1, 2].map(() => plexica.run([...install, '--json'])));
    expect(both.map(({ code }) => code)).to.deep.equal([0, 0], both.map(({ stdout }) => stdout).join('\n'));
    const changes = both.map(({ json }) => json.changes.length as number);
    expect(changes.toSorted()).to.deep.equal([0, 1]);
    await done(2, 'tenants', 'delete', 'twins', '--yes');
  });

  it('installs with a configuration and changes it', async () => {
    const at = ['--tenant', 'acme'];
    expect((await done(1, 'install', 'demo', ...at, '--dry-run')).changes).to.have.length.above(0);
    expect((await done(1, 'plugins', ...at)).plugins).to.deep.equal([]);
    const wrong = await failed(1, 'install', 'demo', ...at, '--config', 'maximumLength=many');
    expect(wrong).to.deep.equal({ exit: 2, code: 'invalid_config' });
    const installed = await done(1, 'install', 'demo', ...at, '--config', 'maximumLength=20');
    expect(installed).to.include({ plugin: 'demo', tenant: 'acme', state: 'active' });
    expect(await failed(1, 'install', 'demo', ...at)).to.deep.equal({ exit: 6, code: 'already_installed' });
    const again = ['install', 'demo', ...at, '--config', 'maximumLength=20', '--if-not-exists'];
    expect(await done(1, ...again)).to.deep.include({ plugin: 'demo', state: 'active', changes: [] });
    expect((await done(1, ...again, '--dry-run')).changes).to.deep.equal([]);
    expect((await plexica.run(again)).stdout).to.match(
      /^demo \S+ is already installed in acme and is active. Nothing changed\.\n$/,
    );
    expect(await failed(1, 'install', 'nothing', ...at, '--if-not-exists')).to.include({
      code: 'plugin_not_found',
    });
    expect(await failed(1, 'install', 'nothing', ...at)).to.deep.equal({ exit: 5, code: 'plugin_not_found' });
    expect((await done(2, 'config', 'get', 'demo', ...at)).values).to.deep.equal({ maximumLength: 20 });
    expect((await done(2, 'config', 'set', 'demo', 'maximumLength=30', ...at, '--dry-run')).dryRun).to.equal(
      true,
    );
    expect((await done(2, 'config', 'set', 'demo', 'maximumLength=30', ...at)).values.maximumLength).to.equal(
      30,
    );
    expect((await done(2, 'config', 'get', 'demo', 'maximumLength', ...at)).values).to.deep.equal({
      maximumLength: 30,
    });
    expect(await failed(2, 'config', 'get', 'demo', 'colour', ...at)).to.deep.equal({
      exit: 2,
      code: 'bad_usage',
    });
  });

  it('publishes what has to be configured', async () => {
    const folder = await plexica.copy(project, 'shop');
    await edit(join(folder, 'package.json'), (text) => text.replace('"name": "demo"', '"name": "shop"'));
    await edit(join(folder, 'plexica.json'), (text) => {
      const properties = {
        currency: { type: 'string', minLength: 3, maxLength: 3 },
        vat: { type: 'number', minimum: 0 },
        greeting: { type: 'string' },
      };
      const config = { type: 'object', properties, required: ['currency', 'vat'] };
      return JSON.stringify({ ...JSON.parse(text), id: 'shop', config });
    });
    await done(1, 'publish', '--folder', folder);
  });

  it('installs it only with all that it needs', async () => {
    const at = ['--tenant', 'acme'];
    const refused = async (...config: string[]) => {
      const pairs = config.flatMap((pair) => ['--config', pair]);
      const { code, json } = await run(1, 'install', 'shop', ...at, ...pairs);
      expect({ exit: code, code: json.error.code }).to.deep.equal({ exit: 2, code: 'invalid_config' });
      return json.error.issues.map(({ path }: { path: string }) => path);
    };
    expect(await refused()).to.have.members(['currency', 'vat']);
    expect(await refused('currency=EUR', 'vat=much')).to.deep.equal(['vat']);
    expect((await done(1, 'plugins', ...at)).plugins).to.have.length(1);

    const given = ['--config', 'currency=EUR', '--config', 'vat=19'];
    expect(await done(1, 'install', 'shop', ...at, ...given)).to.include({ plugin: 'shop', state: 'active' });
    expect((await done(2, 'config', 'get', 'shop', ...at)).values).to.deep.equal({
      currency: 'EUR',
      vat: 19,
    });
    await done(1, 'uninstall', 'shop', ...at, '--yes');
  });

  it('installs nothing in a tenant that does not exist', async () => {
    const missing = { exit: 5, code: 'tenant_not_found' };
    expect(await failed(1, 'install', 'demo', '--tenant', 'nobody')).to.deep.equal(missing);
    expect(await failed(1, 'install', 'demo', '--tenant', 'nobody', '--dry-run')).to.deep.equal(missing);
  });

  it('answers requests, and switches off and on', async () => {
    const at = ['--tenant', 'acme'];
    const call = () =>
      fetch(`${server.url}/t/acme/demo/notes`, { headers: { authorization: `Bearer ${ADMIN_TOKEN}` } });
    expect((await call()).status).to.equal(200);
    expect((await done(1, 'deactivate', 'demo', ...at)).state).to.equal('inactive');
    expect((await call()).status).to.equal(409);
    expect((await done(1, 'activate', 'demo', ...at)).state).to.equal('active');
    expect((await call()).status).to.equal(200);
    const logs = async (...more: string[]) => (await done(1, 'logs', 'demo', ...at, ...more)).lines;
    while (!JSON.stringify(await logs()).includes('"status":200'));
    expect((await logs('--level', 'warn')).filter(({ level }: { level: string }) => level === 'info')).to.be
      .empty;
    expect(await logs('--since', '1d')).not.to.be.empty;
    expect(await logs('--since', '2999-01-01')).to.be.empty;
    for (const since of ['soon', '10', '2026-02-31', '10y']) {
      expect(await failed(1, 'logs', 'demo', ...at, '--since', since)).to.include({ code: 'bad_usage' });
    }
    const { stdout } = await plexica.run(['logs', 'demo', ...at]);
    expect(stdout).to.match(/info {2}GET \/notes 200, in \d+ ms \S+$/m);
    expect((await done(1, 'update', 'demo', ...at)).unchanged).to.equal(true);
    expect((await done(1, 'update', 'demo', ...at, '--reset', '--yes')).state).to.equal('active');
  });

  it('follows the log, one JSON object a line', async () => {
    const call = () =>
      fetch(`${server.url}/t/acme/demo/notes`, { headers: { authorization: `Bearer ${ADMIN_TOKEN}` } });
    await call();
    const child = plexica.spawn(['logs', 'demo', '--tenant', 'acme', '--follow', '--json']);
    const exit = new Promise((resolve) => child.once('close', resolve));
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const next = async () => {
      for (;;) {
        const line = JSON.parse(String((await lines.next()).value));
        expectPublished('logs', line);
        if (line.message === 'listed') return line;
      }
    };
    const before = await next();
    await call();
    expect((await next()).time > before.time).to.equal(true);
    expect(child.exitCode).to.equal(null);
    child.kill('SIGINT');
    expect(await exit).to.equal(130);
  });

  it('uninstalls, and deletes the tenant', async () => {
    const at = ['--tenant', 'acme'];
    expect((await done(1, 'uninstall', 'demo', ...at, '--dry-run')).changes).to.have.length.above(0);
    expect(await failed(1, 'uninstall', 'demo', ...at)).to.deep.equal({ exit: 2, code: 'missing_flags' });
    expect(await done(1, 'uninstall', 'demo', ...at, '--yes')).to.include({ uninstalled: true });
    expect(await failed(1, 'uninstall', 'demo', ...at, '--yes')).to.deep.equal({
      exit: 5,
      code: 'not_installed',
    });
    expect(await done(2, 'tenants', 'delete', 'acme', '--yes')).to.deep.equal({
      slug: 'acme',
      deleted: true,
    });
    expect((await done(2, 'tenants', 'list')).tenants).to.deep.equal([]);
  });
});
