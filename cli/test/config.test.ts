import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { Plexica } from './plexica.ts';
import { expectPublished } from './schemas.ts';
import { ADMIN_TOKEN, startServer, type TestServer } from './server.ts';
import { skipWhereMissing } from './skip-where-missing.ts';
import { missingScript, type } from './terminal.ts';

const SECRET = 'hunter2-of-the-tests';

/** Keeps the tenant busy for a while. */
const SLOW = `
  override onDeactivate(): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, 3_000));
  }
`;

const properties = {
  apiKey: { type: 'string', minLength: 8, writeOnly: true },
  currency: { type: 'string' },
  mail: { type: 'object', properties: { host: { type: 'string' }, port: { type: 'integer' } } },
  ...Object.fromEntries(Array.from({ length: 4 }, (_, index) => [`n${index}`, { type: 'integer' }])),
};

describe('config set', () => {
  let plexica: Plexica;
  let server: TestServer;
  const at = ['--tenant', 'acme'];
  before(async () => {
    plexica = await Plexica.create();
    const [started, project] = await Promise.all([startServer(), plexica.project('demo')]);
    server = started;
    const manifest = join(project, 'plexica.json');
    const config = { type: 'object', properties };
    await writeFile(manifest, JSON.stringify({ ...JSON.parse(await readFile(manifest, 'utf8')), config }));
    const source = join(project, 'src/index.ts');
    const code = await readFile(source, 'utf8');
    await writeFile(source, code.replace(/\}\n$/, `${SLOW}}\n`));
    await done('publish', '--folder', project);
    await done('tenants', 'create', 'acme');
    await done('install', 'demo', ...at, '--config', 'mail={"host":"mail.example","port":25}');
  });
  after(async () => {
    await server?.stop();
    await plexica.remove();
  });

  const environment = () => ({ PLEXICA_SERVER: server.url, PLEXICA_TOKEN: ADMIN_TOKEN, COLUMNS: '80' });
  const run = (...args: string[]) => plexica.run(args, { env: environment() });
  const done = async (...args: string[]) => {
    const answer = await run(...args, '--json');
    expect(answer.code, answer.stdout).to.equal(0);
    return answer.json;
  };
  const set = async (...args: string[]) => {
    const result = await done('config', 'set', 'demo', ...args, ...at);
    expectPublished('config set', result);
    return result;
  };
  const values = async () => (await done('config', 'get', 'demo', ...at)).values;

  it('leaves what is beside a key, and loses none of several changes at once', async () => {
    expect((await set('mail.port=26')).values.mail).to.deep.equal({ host: 'mail.example', port: 26 });
    await Promise.all([0, 1, 2, 3].map((index) => set(`n${index}=${index}`)));
    expect(await values()).to.deep.include({ n0: 0, n1: 1, n2: 2, n3: 3 });
    await set('n0=null', 'mail.host=null');
    expect(await values()).not.to.have.property('n0');
    expect((await values()).mail).to.deep.equal({ port: 26 });
  });

  it('waits while another change of the tenant runs', async () => {
    const deactivated = done('deactivate', 'demo', ...at);
    while ((await done('tenants', 'show', 'acme')).operation === undefined);
    await set('n3=33');
    await deactivated;
    expect(await values()).to.include({ n3: 33 });
    await done('activate', 'demo', ...at);
  });

  it('reads values from files', async () => {
    const key = join(plexica.folder, 'key');
    const file = join(plexica.folder, 'values.json');
    await writeFile(key, `${SECRET}\n`);
    await writeFile(file, '{"currency": "EUR", "n1": null}');
    const changed = await set(`apiKey=@${key}`, '--config-file', file);
    expect(changed.secrets).to.deep.equal(['apiKey']);
    expect(changed.values).to.include({ currency: 'EUR' }).and.not.to.have.property('n1');
  });

  it('needs a token that may write, not one that may read as well', async () => {
    const create = ['tokens', 'create', '--name', 'writer', '--scope', 'tenant:acme'];
    const { token } = await done(...create, '--permissions', 'config.write');
    const result = await set('currency=CHF', '--token', token);
    expect(result).to.deep.equal({ tenant: 'acme', plugin: 'demo', changed: ['currency'] });
    expect((await values()).currency).to.equal('CHF');
    const { stdout } = await run('config', 'set', 'demo', 'currency=USD', ...at, '--token', token);
    expect(stdout).to.equal('✓ Changed currency of demo in acme.\n');
  });

  it('says what is missing', async () => {
    const nothing = await run('config', 'set', 'demo', ...at, '--json');
    expect([nothing.code, nothing.json.error.message]).to.deep.equal([
      2,
      'Missing: <key=value> or --config-file.',
    ]);
    const key = await run('config', 'set', 'demo', 'apiKey', ...at, '--json');
    expect([key.code, key.json.error.message]).to.deep.equal([2, '"apiKey" has no value.']);
    expect(key.json.error.hint).to.contain('apiKey=@file').and.to.contain('apiKey=-');
    const none = await run('config', 'set', 'demo', '=5', ...at, '--json');
    expect(none.json.error.message).to.equal('"=5" does not have the form key=value.');
  });

  it('says in a dry run which values would change, and shows none', async () => {
    const planned = await run(
      'config',
      'set',
      'demo',
      'currency=SEK',
      `apiKey=${SECRET}`,
      'n3=null',
      '--dry-run',
      ...at,
    );
    expect(planned.stdout).to.equal('Would update configuration demo (sets currency, apiKey; removes n3)\n');
    expect((await values()).currency).not.to.equal('SEK');
  });

  it('asks at a terminal for a key without a value, a secret unseen', async function () {
    if (process.platform !== 'linux') this.skip();
    skipWhereMissing(this, missingScript());
    const args = ['config', 'set', 'demo', 'apiKey', 'n2', ...at];
    const answers: [string, string][] = [
      ['apiKey', `${SECRET}\r`],
      ['n2', '22\r'],
    ];
    const { code, all } = await type(plexica, args, answers, environment());
    expect(code, all).to.equal(0);
    expect(all).not.to.contain(SECRET);
    expect(await values()).to.include({ n2: 22 });
  });
});
