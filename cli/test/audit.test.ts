import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { stripVTControlCharacters } from 'node:util';
import { expect } from 'chai';
import type { AuditLine } from '../src/results/audit.ts';
import { Plexica } from './plexica.ts';
import { expectPublished } from './schemas.ts';
import { ADMIN_TOKEN, startServer, type TestServer } from './server.ts';
import { skipWhereMissing } from './skip-where-missing.ts';
import { missingScript, type } from './terminal.ts';

describe('audit', () => {
  let plexica: Plexica;
  let server: TestServer;
  before(async () => {
    plexica = await Plexica.create();
    server = await startServer();
    await plexica.run(['login', '--server', server.url, '--token', ADMIN_TOKEN]);
    await plexica.run(['tenants', 'create', 'acme']);
    for (const name of ['first', 'second', 'third']) {
      await plexica.run(['tokens', 'create', '--name', name, '--scope', 'publish']);
    }
  });
  after(async () => {
    await server.stop();
    await plexica.remove();
  });

  const audit = async (...args: string[]) => {
    const { code, json } = await plexica.run(['audit', ...args, '--json']);
    if (code === 0) expectPublished('audit', json);
    return { code, json };
  };
  const lines = async (...args: string[]): Promise<AuditLine[]> => (await audit(...args)).json.lines;

  it('shows the newest lines last, by filters', async () => {
    const names = (found: AuditLine[]) => found.map(({ input }) => (input as { name: string }).name);
    expect(names(await lines('--action', 'createToken'))).to.deep.equal(['first', 'second', 'third']);
    expect(names(await lines('--action', 'createToken', '--limit', '1'))).to.deep.equal(['third']);
    expect(await lines('--since', '2999-01-01')).to.deep.equal([]);
    expect(await lines('--until', '1d')).to.deep.equal([]);
    expect(await lines('--actor', 'token:first')).to.deep.equal([]);
    expect((await lines('--resource', 'tenant acme')).map(({ action }) => action)).to.deep.equal([
      'create-tenant',
    ]);
    expect(await lines('--tenant', 'acme')).to.deep.equal([]);
    expect((await audit('--tenant', 'nowhere')).code).to.equal(5);
    expect((await audit('--since', 'soon')).json.error.code).to.equal('bad_usage');
    expect((await audit('--head', 'x')).json.error.code).to.equal('bad_usage');
  });

  it('shows a table that fits a terminal', async function () {
    skipWhereMissing(this, missingScript());
    const { all } = await type(plexica, ['audit'], []);
    const text = stripVTControlCharacters(all).split('\r\n');
    expect(text.find((line) => line.includes('TIME'))).to.match(/^TIME +ACTOR +ACTION +RESOURCE +OUTCOME$/);
    expect(all).to.match(/\d{4}-\d\d-\d\d \d\d:\d\d {2}admin +createToken +tokens +done/);
    expect(Math.max(...text.map(({ length }) => length))).to.be.at.most(80);
  });

  it('checks the log', async () => {
    const { code, json } = await audit('--verify');
    expect(code).to.equal(0);
    expect(json).to.deep.include({ chain: 'platform', intact: true });
    expect((await audit('--verify', '--head', json.head)).json).to.deep.include({ intact: true });
    expect((await audit('--verify', '--head', `${json.head}x`)).code).to.equal(2);
    expect((await audit('--verify', '--tenant', 'acme')).json).to.deep.include({ intact: true, lines: 0 });
    const { stdout } = await plexica.run(['audit', '--verify']);
    expect(stdout).to.match(
      /^The audit log of the platform is intact: \d+ lines\.\nSigned end: platform\.\d+\./,
    );
  });

  it('is followed until Ctrl-C', async () => {
    const child = plexica.spawn(['audit', '--follow', '--action', 'createToken', '--limit', '1', '--json']);
    const exit = once(child, 'close');
    const read = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const next = async (): Promise<AuditLine> => {
      const line = JSON.parse(String((await read.next()).value));
      expectPublished('audit', line);
      return line;
    };
    expect((await next()).input).to.deep.include({ name: 'third' });
    await plexica.run(['tokens', 'create', '--name', 'fourth', '--scope', 'publish']);
    expect((await next()).input).to.deep.include({ name: 'fourth' });
    child.kill('SIGINT');
    expect(await exit).to.deep.equal([130, null]);
  });
});
