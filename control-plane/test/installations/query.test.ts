import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { notes, publish } from './plugin-package.ts';
import { startServer, type TestServer } from '../server.ts';

const PATH = '/v1/tenants/acme/plugins/notes';

describe("an operator's statements on a plugin's data", () => {
  let server: TestServer;
  let allowed: string;

  before(async () => {
    server = await startServer();
    await publish(server, notes());
    for (const slug of ['acme', 'globex']) {
      await server.request('POST', '/v1/tenants', { json: { slug } });
      await server.request('POST', `/v1/tenants/${slug}/plugins`, { json: { plugin: 'notes' } });
    }
    allowed = await server.token('analyst', 'tenant:acme', ['db.query']);
  });
  after(() => server.stop());

  const query = (sql: string, token = allowed, more = '') =>
    server.request('POST', `${PATH}/query${more}`, { json: { sql }, token });

  it('write and read, each in a transaction of its own', async () => {
    const written = await query("insert into notes (text) values ('one'), ('zwei 漢字')");
    expect(written.body).to.deep.equal({ columns: [], rows: [], tag: 'INSERT 0 2' });
    const { body, headers } = await query(
      "select text, null as nothing, '' as empty, 1 as one from notes order by id",
    );
    expect(body.columns.map(({ name }: { name: string }) => name)).to.deep.equal([
      'text',
      'nothing',
      'empty',
      'one',
    ]);
    expect(body.columns[3].type).to.equal(23);
    expect(body.rows).to.deep.equal([
      ['one', null, '', '1'],
      ['zwei 漢字', null, '', '1'],
    ]);
    expect(body.tag).to.equal('SELECT 2');
    expect(headers.get('Cache-Control')).to.equal('no-store');
  });

  it('may return many rows, and no more than those of a plugin', async () => {
    const { body } = await query("select n, repeat('x', 500) from generate_series(1, 9999) n");
    expect(body.rows).to.have.length(9_999);
    expect(body.rows.at(-1)[0]).to.equal('9999');
    const { status, body: refused } = await query('select n from generate_series(1, 10001) n');
    expect({ status, code: refused.code }).to.deep.equal({ status: 422, code: 'statement_failed' });
    expect(refused.detail).to.contain('54000').and.contain('10,000 rows');
    const nulls = Array.from({ length: 101 }, () => 'null').join();
    const wide = await query(`select ${nulls} from generate_series(1, 9999)`);
    expect(wide.body.detail, 'values without bytes').to.contain('54000').and.contain('1,000,000 values');
    expect((await query(`select ${nulls} from generate_series(1, 9900)`)).body.rows).to.have.length(9_900);
  });

  const refused: [sql: string, detail: RegExp][] = [
    ['select usename from pg_catalog.pg_user', /^42501: /],
    ['drop table notes', /^42501: Only SELECT/],
    ['begin', /^42501: Only SELECT/],
    ['set role postgres', /^42501: Only SELECT/],
    ['select 1; select 2', /^42601: .*Only one statement is allowed/],
    ['select * from tenant_globex__notes.notes', /^42501: /],
    ['', /^42601: /],
  ];
  for (const [sql, detail] of refused) {
    it(`are refused where a plugin's are: ${sql}`, async () => {
      for (const more of ['', '?dryRun=true']) {
        const { status, body } = await query(sql, allowed, more);
        expect({ status, code: body.code }).to.deep.equal({ status: 422, code: 'statement_failed' });
        expect(body.detail).to.match(detail);
      }
    });
  }

  it('are told where they are wrong', async () => {
    const place = async (sql: string) => (await query(sql)).body.issues[0].path;
    expect(await place('select nothing from notes')).to.equal('body.sql:1:8');
    expect(await place("select '漢😀',\n  nothing from notes")).to.equal('body.sql:2:3');
    expect(await place("select '漢😀' frm notes x")).to.match(/^body\.sql:1:\d+$/);
    expect(await place('insert into notes (id, text) select 1/0, null')).to.equal('body.sql');
  });

  it('change nothing where they are only tried', async () => {
    const { body } = await query("insert into notes (text) values ('never')", allowed, '?dryRun=true');
    expect(body).to.deep.include({ dryRun: true });
    expect((await query("select * from notes where text = 'never'")).body.rows).to.deep.equal([]);
  });

  it('need a permission of the tenant', async () => {
    const lacking = await server.token('reader', 'tenant:acme', ['installations.read', 'notes.*']);
    const other = await server.token('other', 'tenant:globex');
    for (const token of [lacking, other]) {
      expect((await query('select 1', token)).status).to.equal(403);
      expect((await server.request('GET', `${PATH}/tables`, { token })).status).to.equal(403);
    }
  });

  it('are known by who ran them, and not by what they say', async () => {
    await query("select 'a-secret-value'");
    const logged = async () =>
      (await server.request('GET', `${PATH}/logs`)).body.items.map(
        ({ message }: { message: string }) => message,
      );
    while (!(await logged()).includes('token:analyst ran a statement: SELECT 1')) await sleep(50);
    expect(JSON.stringify(await logged())).not.to.contain('a-secret-value');
    expect(server.logs.join('\n')).to.contain('statement of an operator').and.not.contain('a-secret-value');
  });

  it('find the tables that there are', async () => {
    const { body } = await server.request('GET', `${PATH}/tables`, { token: allowed });
    expect(body.items[0]).to.deep.include({ name: 'notes', kind: 'table' });
    expect(body.items[0].columns.map(({ name }: { name: string }) => name)).to.include.members([
      'id',
      'text',
    ]);
  });
});
