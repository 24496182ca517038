import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { expect } from 'chai';
import { Plexica } from './plexica.ts';
import { expectPublished } from './schemas.ts';
import { ADMIN_TOKEN, startServer, type TestServer } from './server.ts';
import { missingScript, type } from './terminal.ts';
import { skipWhereMissing } from './skip-where-missing.ts';

describe('db', function () {
  this.timeout(240_000);
  let plexica: Plexica;
  let server: TestServer;
  let env: NodeJS.ProcessEnv;
  const at = ['notes', '--tenant', 'acme'];

  before(async () => {
    plexica = await Plexica.create();
    const [started, project] = await Promise.all([startServer(), plexica.project('notes')]);
    server = started;
    env = { PLEXICA_SERVER: server.url, PLEXICA_TOKEN: ADMIN_TOKEN };
    await plexica.run(['publish', '--folder', project], { env });
    await plexica.run(['tenants', 'create', 'acme'], { env });
    await plexica.run(['install', ...at, '--trust', '--yes'], { env });
  });
  after(async () => {
    await server.stop();
    await plexica.remove();
  });

  const run = (sql: string, ...more: string[]) =>
    plexica.run(['db', ...at, '--command', sql, ...more], { env });

  /** Runs it with statements on standard input. */
  function piped(
    input: string,
    ...more: string[]
  ): Promise<{ code: number | null; stdout: string; stderr: string }> {
    const child = spawn(
      process.execPath,
      [join(import.meta.dirname, '../bin/run.js'), 'db', ...at, ...more],
      {
        env: plexica.environment(env),
      },
    );
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.stdin.end(input);
    return new Promise((resolve) => child.once('close', (code) => resolve({ code, stdout, stderr })));
  }

  it('runs statements, and shows nothing, wide and control characters as they are', async () => {
    const { stdout } = await run(
      "insert into notes (text, author) values ('漢字', ''), (e'\\x1b[2Jcleared', ''), ('NULL', ''); select id, text, null as missing from notes order by id",
    );
    expect(stdout.split('\n')).to.deep.equal([
      'INSERT 0 3',
      'id  text              missing',
      ' 1  漢字              NULL',
      ' 2  \\u001b[2Jcleared  NULL',
      ' 3  NULL              NULL',
      '(3 rows)',
      '',
    ]);
  });

  it('prints JSON, one document for each statement', async () => {
    const { code, json } = await run('select 1 as one, null as nothing', '--json');
    expect(code).to.equal(0);
    expectPublished('db', json);
    expect(json).to.deep.include({ rows: [['1', null]], tag: 'SELECT 1' });
    const { stdout } = await piped('select 1; select 2;\n', '--json');
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).rows),
    ).to.deep.equal([[['1']], [['2']]]);
  });

  it('stops at the first error and marks its place', async () => {
    const { code, stdout, stderr } = await piped(
      "select 1 as one;\nselect '漢',\n  nothing from notes;\nselect 3;",
    );
    expect(code).to.equal(2);
    expect(stdout).to.contain('(1 row)').and.not.contain('3');
    expect(stderr.split('\n').slice(0, 2)).to.deep.equal(['LINE 2:   nothing from notes', '          ^']);
    expect(stderr).to.contain('column "nothing" does not exist').and.contain('statement_failed');
    expect((await piped('-- nothing\n')).stderr).to.contain('No statement to run');
  });

  it('tries a statement without running it', async () => {
    const { stdout } = await run('delete from notes', '--dry-run');
    expect(stdout).to.contain('Would update data notes');
    expect((await run('drop table notes', '--dry-run')).code).to.equal(2);
  });

  it('describes tables', async () => {
    expect((await run('\\dt')).stdout).to.match(/^notes +table +id, text, author, created_at$/m);
    expect((await run('\\d notes')).stdout).to.match(/^text +text +no$/m);
    const { json } = await run('\\d nothing', '--json');
    expect(json.error).to.include({ code: 'bad_usage', hint: 'Existing tables: notes.' });
  });

  it('asks at a terminal', async function () {
    skipWhereMissing(this, missingScript());
    const { code, all } = await type(
      plexica,
      ['db', ...at],
      [
        ['acme/notes=> ', '\\d notes\r'],
        ['acme/notes=> ', 'select 40 + 2\r'],
        ['acme/notes-> ', '  as answer;\r'],
        [/\(1 row\)[^]*acme\/notes=> /, 'select nothing;\r'],
        [/statement_failed[^]*acme\/notes=> /, "select repeat('x', 300) as long, 1 as one;\r"],
        [/\(1 row\)[^]*acme\/notes=> /, '\\q\r'],
      ],
      env,
    );
    expect(code).to.equal(0);
    const shown = stripVTControlCharacters(all);
    expect(shown)
      .to.match(/answer\r\n +42\r\n\(1 row\)/)
      .and.match(/LINE 1: select nothing\r\n {15}\^/);
    const long = shown.split('\r\n').find((line) => line.startsWith('xxx'));
    expect(long)
      .to.match(/^x+… +1$/)
      .and.have.length(80);
  });
});
