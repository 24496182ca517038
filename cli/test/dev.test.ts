import { once } from 'node:events';
import { execFileSync } from 'node:child_process';
import { createServer } from 'node:net';
import { appendFile, mkdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { DevSession, type DevLine } from './dev-session.ts';
import { Plexica } from './plexica.ts';
import { expectPublished, expectPublishedError } from './schemas.ts';

describe('dev', () => {
  let plexica: Plexica;
  let project: string;
  let source: string;
  let dev: DevSession | undefined;
  before(async () => {
    plexica = await Plexica.create();
    project = await plexica.project('demo');
    source = join(project, 'src/index.ts');
  });
  afterEach(async () => {
    await dev?.stop();
    dev = undefined;
  });
  after(() => plexica.remove());

  const start = (...args: string[]) => (dev = new DevSession(plexica, project, ...args));
  const edit = async (from: string, to: string, file = source) => {
    const text = await readFile(file, 'utf8');
    expect(text).to.contain(from);
    await writeFile(file, text.replace(from, to));
  };
  const call = async ({ url, token }: DevLine, init: RequestInit = {}) => {
    const answer = await fetch(`${url}/notes`, {
      ...init,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    });
    return { status: answer.status, body: (await answer.json()) as any }; // oxlint-disable-line typescript/no-explicit-any -- see above
  };

  it('runs the plugin, reloads it on save, survives a syntax error, and keeps its data', async () => {
    const session = start();
    const ready = await session.next('ready');
    expect((await call(ready, { method: 'POST', body: '{"text":"milk"}' })).status).to.equal(201);

    await edit('a note needs a text', 'please write something');
    const reloaded = await session.next('reloaded', 'failed');
    expect(reloaded).to.include({ event: 'reloaded' });
    expect(reloaded['changed']).to.deep.equal(['src/index.ts']);
    expect((await call(ready, { method: 'POST', body: '{}' })).body.detail).to.equal(
      'please write something',
    );

    await edit('export default', 'export defalt');
    const failed = await session.next('reloaded', 'failed');
    expect(failed['error']).to.include({ code: 'build_failed' });
    expect(failed['error'].message).to.match(/src\/index\.ts:\d+:\d+ .*\n\n(.*\n)*.*> \d+ \| export defalt/);
    expect((await call(ready)).body[0].text, 'the old version answers').to.equal('milk');
    await edit('export defalt', 'export default');
    const mended = await session.next('reloaded', 'failed');
    // What was never published has no number.
    expect([reloaded['version'], mended['version']]).to.deep.equal(['0.1.0-dev.2', '0.1.0-dev.3']);

    await edit(
      "select id, text, author, created_at from notes order by id'",
      "select text from notes' as never",
    );
    await session.next('reloaded', 'failed');
    expect((await call(ready)).body).to.deep.equal([{ text: 'milk' }]);
    await edit(
      "select text from notes' as never",
      "select id, text, author, created_at from notes order by id'",
    );
    await session.next('reloaded', 'failed');

    expect(await session.stop()).to.equal(130);
    for (const line of session.lines) expectPublished('dev', line);

    const again = await start().next('ready');
    expect((await call(again)).body).to.have.length(1);
  });

  it('accepts what its own plugin asks for, and tells of it once', async () => {
    const manifest = join(project, 'plexica.json');
    const before = await readFile(manifest, 'utf8');
    const session = start();
    await session.next('ready');
    try {
      const more = { access: { network: ['api.example.com'] } };
      await writeFile(manifest, JSON.stringify({ ...JSON.parse(before), ...more }, null, 2));
      const told = await session.next('access', 'reloaded', 'failed');
      expectPublished('dev', told);
      expect(told).to.deep.include({ event: 'access', plugin: 'demo' });
      expect(told['access']).to.deep.equal([
        {
          plugin: 'demo',
          key: 'access.network',
          value: 'api.example.com',
          text: 'reaches api.example.com over https',
        },
      ]);
      expect(await session.next('reloaded', 'failed')).to.include({
        event: 'reloaded',
        version: told['version'],
      });
      await edit('export default', '// Nothing.\nexport default');
      expect(await session.next('access', 'reloaded', 'failed')).to.include({ event: 'reloaded' });
      await edit('// Nothing.\n', '');
      expect(await session.next('access', 'reloaded', 'failed')).to.include({ event: 'reloaded' });
    } finally {
      await writeFile(manifest, before);
    }
  });

  it('takes one save for one round, however an editor writes', async () => {
    const session = start();
    const ready = await session.next('ready');
    const before = await readFile(source, 'utf8');
    await writeFile(join(project, 'src/sedAbC123'), before.replace('export default', 'export defalt'));
    await writeFile(join(project, 'src/index.ts~'), before);
    await rename(join(project, 'src/sedAbC123'), source);
    await rm(join(project, 'src/index.ts~'));
    await session.next('failed');
    await utimes(source, new Date(), new Date());
    await writeFile(join(project, 'README.md'), 'Another text\n');
    await new Promise((resolve) => setTimeout(resolve, 700));
    await writeFile(source, before);
    await session.next('reloaded');
    expect((await call(ready)).status).to.equal(200);
    const rounds = session.lines.filter(({ event }) => event === 'failed' || event === 'reloaded');
    expect(rounds.map(({ event }) => event)).to.deep.equal(['reloaded', 'failed', 'reloaded']);
  });

  it('notices a save of whatever the plugin is made of, also outside its sources', async () => {
    const word = join(project, 'lib/word.ts');
    await mkdir(join(project, 'lib'));
    await writeFile(word, "export const word = 'please';\n");
    const session = start();
    const ready = await session.next('ready');
    const before = await readFile(source, 'utf8');
    const after = `import { word } from '../lib/word.ts';\n${before.replace(/422, '[^']*'/, '422, word')}`;
    await writeFile(source, after);
    await session.next('reloaded');
    await edit('please', 'say something', word);
    expect((await session.next('reloaded'))['changed']).to.deep.equal(['lib/word.ts']);
    expect((await call(ready, { method: 'POST', body: '{}' })).body.detail).to.equal('say something');
    await writeFile(source, before);
  });

  it('finds a package that is installed while it runs, and follows tsconfig.json', async () => {
    const session = start();
    const ready = await session.next('ready');
    const before = await readFile(source, 'utf8');
    const saying = (from: string) =>
      writeFile(source, `import { word } from '${from}';\n${before.replace(/422, '[^']*'/, '422, word')}`);
    const said = async () => (await call(ready, { method: 'POST', body: '{}' })).body.detail;

    await saying('late');
    expect((await session.next('failed', 'reloaded'))['error'].message).to.contain('"late" cannot be found');
    const late = join(plexica.folder, 'node_modules/late');
    await mkdir(late, { recursive: true });
    await writeFile(join(late, 'index.js'), "exports.word = 'it came';\n");
    await writeFile(source, `${await readFile(source, 'utf8')}// Saved again.\n`);
    expect(await session.next('failed', 'reloaded')).to.include({ event: 'reloaded' });
    expect(await said()).to.equal('it came');

    const tsconfig = join(project, 'tsconfig.json');
    const options = await readFile(tsconfig, 'utf8');
    const paths = (folder: string) =>
      `"compilerOptions": { "baseUrl": ".", "paths": { "#words": ["./${folder}/words.ts"] },`;
    for (const folder of ['one', 'two']) {
      await mkdir(join(project, folder));
      await writeFile(join(project, folder, 'words.ts'), `export const word = 'from ${folder}';\n`);
    }
    await saying('#words');
    expect((await session.next('failed', 'reloaded'))['error'].message).to.contain('#words');
    for (const folder of ['one', 'two']) {
      await writeFile(tsconfig, options.replace('"compilerOptions": {', paths(folder)));
      const reloaded = await session.next('failed', 'reloaded');
      expect(reloaded['changed']).to.deep.equal(['tsconfig.json']);
      expect(await said()).to.equal(`from ${folder}`);
    }
    await writeFile(source, before);
    await writeFile(tsconfig, options);
  });

  it('names a route to try; its compiler stands back, and is not left behind when it is killed', async function () {
    if (process.platform === 'win32') this.skip();
    const session = start();
    const ready = await session.next('ready');
    expect(ready['example']).to.equal(`${ready['url']}/notes`);
    const checks = () =>
      execFileSync('ps', ['-eo', 'ni,args'], { encoding: 'utf8' })
        .split('\n')
        .filter((line) => line.includes(project) && /--project|type-checker-process/.test(line));
    const isCompiler = (line: string) => line.includes(`--project ${project} `);
    // It lets the first request go before.
    let running: string[] = [];
    for (let tries = 0; tries < 100 && !running.some(isCompiler); tries++) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      running = checks();
    }
    expect(running.filter(isCompiler)).not.to.deep.equal([]);
    expect(new Set(running.map((line) => Number.parseInt(line, 10)))).to.deep.equal(new Set([19]));
    await session.stop('SIGKILL');
    for (let tries = 0; tries < 50 && checks().length > 0; tries++) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(checks()).to.deep.equal([]);
  });

  /** What `plexica dev` shows people until it is ready. */
  const inText = async (folder: string): Promise<string> => {
    const child = plexica.spawn(['dev'], { cwd: folder });
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (more: string) => {
      text += more;
      if (text.includes('Ctrl-C stops')) child.kill('SIGINT');
    });
    await once(child, 'close');
    return text;
  };

  it('does not say that a plugin runs which cannot be built', async () => {
    const broken = await plexica.copy(project, 'broken');
    const file = join(broken, 'src/index.ts');
    await writeFile(file, (await readFile(file, 'utf8')).replace('export default', 'export defalt'));
    const session = (dev = new DevSession(plexica, broken));
    expect(await session.next('ready')).to.include({ version: null, current: false });
    for (const line of session.lines) expectPublished('dev', line);
  });

  it('ends where a value of the command line is wrong', async () => {
    const { code, stdout } = await plexica.run(['dev', '--config', 'unheardOf=1', '--json'], {
      cwd: project,
    });
    expect(code).to.equal(2);
    expect(JSON.parse(stdout.trim().split('\n').at(-1) ?? '').error.code).to.equal('invalid_config');
  });

  it('names a variable that is wrong', async () => {
    const args = ['dev', '--port', '0', '--json'];
    const env = { PLEXICA_DB_CONNECTIONS: 'many' };
    const { code, json } = await plexica.run(args, { cwd: project, env });
    expect(code).to.equal(2);
    expect(json.error.code).to.equal('invalid_configuration');
    expect(json.error.issues[0].path).to.equal('PLEXICA_DB_CONNECTIONS');
  });

  it('starts again with its rows after its server was killed, and leaves no database behind', async function () {
    if (process.platform === 'win32') this.skip();
    this.timeout(120_000);
    const processes = () =>
      execFileSync('ps', ['-eo', 'pid,ppid,args'], { encoding: 'utf8' })
        .split('\n')
        .map((line) => /^ *(\d+) +(\d+) (.*)$/.exec(line))
        .filter((found) => found !== null)
        .map(([, pid, parent, args]) => ({ pid: Number(pid), parent: Number(parent), args: String(args) }));
    const databases = () =>
      processes().filter(({ args }) => args.includes('postgres') && args.includes(join(project, '.plexica')));
    const session = start();
    const ready = await session.next('ready');
    const { length } = (await call(ready)).body;
    expect((await call(ready, { method: 'POST', body: '{"text":"kept"}' })).status).to.equal(201);
    const server = processes().find(
      ({ parent, args }) => parent === session.pid && args.includes('--attached'),
    );
    expect(databases()).not.to.deep.equal([]);
    process.kill(server?.pid ?? Number.NaN, 'SIGKILL');
    expect(await session.exit).to.equal(7);
    const last = session.lines.at(-1);
    expectPublishedError(last);
    expect(last?.['error'].code).to.equal('server_unreachable');

    const again = start();
    const notes = (await call(await again.next('ready'))).body;
    expect(notes).to.have.length(length + 1);
    expect(notes.at(-1).text).to.equal('kept');
    expect(databases(), 'one database, of the new server').to.have.length(1);
    await again.stop();
    expect(databases()).to.deep.equal([]);
  });

  it('tells of type errors beside it, and of the log', async () => {
    const session = start();
    const ready = await session.next('ready');
    await edit(
      'list(ctx: Context<Config>): Promise<Note[]> {',
      "list(ctx: Context<Config>): Promise<Note[]> {\n    ctx.log.info('listed', { n: 1 });\n    const count: number = 'x';",
    );
    let types = await session.next('types');
    while (types['problems'].length === 0) types = await session.next('types');
    expect(types['problems'][0].path).to.match(/^src\/index\.ts:\d+:\d+$/);
    await new Promise((resolve) => setTimeout(resolve, 500));
    await call(ready);
    let log = await session.next('log');
    while (log['line'].message !== 'listed') log = await session.next('log');
    await edit("\n    const count: number = 'x';", '');
    await session.stop();
    const began = new Date().toISOString();
    const second = start();
    await call(await second.next('ready'));
    const first = await second.next('log');
    expect(first['line'].message).to.equal('listed');
    expect(first['line'].time > began, `${first['line'].time} is of an earlier session`).to.equal(true);
    await edit("\n    ctx.log.info('listed', { n: 1 });", '');
  });

  it('shows by line of the source where a route has thrown', async () => {
    const signature = 'list(ctx: Context<Config>): Promise<Note[]> {\n';
    const thrown = "    if (ctx.tenant) throw new Error('not today');\n";
    await edit(signature, signature + thrown);
    try {
      const lines = (await readFile(source, 'utf8')).split('\n');
      const line = lines.findIndex((text) => text.includes('not today')) + 1;
      const session = start();
      const ready = await session.next('ready');
      expect(ready['current'], JSON.stringify(session.lines)).to.equal(true);
      expect((await call(ready)).status).to.equal(502);
      let log = await session.next('log');
      while (log['line'].level !== 'error') log = await session.next('log');
      expectPublished('dev', log);
      const text = JSON.stringify(log['line']);
      expect(text).to.contain('not today').and.contain(`src/index.ts:${line}:`);
    } finally {
      await edit(thrown, '');
    }
  });

  it('stops at a changed migration until the installation is made anew', async () => {
    const migration = join(project, 'migrations/001_notes.sql');
    const session = start();
    await session.next('ready');
    await edit('text text not null', 'text text not null unique', migration);
    expect((await session.next('reloaded', 'failed'))['error'].code).to.equal('migration_changed');
    await session.stop();
    const again = start();
    const old = await again.next('ready');
    expect(old).to.include({ current: false });
    expect(old['version']).to.match(/-dev\.\d+$/);
    expect((await call(old)).status, 'the version before answers').to.equal(200);
    await again.stop();
    const text = await inText(project);
    expect(text).to.contain('Restart with --reset').and.not.contain('Press r');
    expect(text).to.contain(`still runs in the tenant dev as ${old['version']}:`);
    const anew = start('--reset');
    const ready = await anew.next('ready');
    expect(anew.lines.some(({ event }) => event === 'failed')).to.equal(false);
    expect((await call(ready)).body).to.deep.equal([]);
  });

  it('warns once of what a package looks for that the build cannot know', async () => {
    const looks = join(plexica.folder, 'node_modules/looks');
    await mkdir(looks, { recursive: true });
    await writeFile(join(looks, 'package.json'), '{ "name": "looks" }');
    await writeFile(join(looks, 'index.js'), 'exports.load = (name) => require(name);');
    const folder = await plexica.copy(project, 'warns');
    const file = join(folder, 'src/index.ts');
    // @ts-ignore stands for types that it does not have.
    await appendFile(file, "\n// @ts-ignore\nimport looks from 'looks';\nexport const load = looks.load;\n");
    const session = (dev = new DevSession(plexica, folder));
    expect(await session.next('ready')).to.include({ current: true });
    await appendFile(file, '// saved\n');
    await session.next('reloaded');
    const notes = session.lines.filter(({ event }) => event === 'note').map(({ message }) => message);
    expect(
      notes.filter((message) => /^"looks" loads a module .*looks\/index\.js:1/.test(message)),
    ).to.have.length(1);
  });

  it('takes the next port where 7373 is taken, and says so; an explicit one is an error', async () => {
    const other = createServer()
      .listen(7373, '127.0.0.1')
      .on('error', () => undefined);
    const session = start();
    const ready = await session.next('ready');
    expect(new URL(ready['server']).port).not.to.equal('7373');
    expect(session.lines[0]).to.include({ event: 'note' });
    await session.stop();
    const { code, json } = await plexica.run(['dev', '--port', '7373', '--json'], { cwd: project });
    expect(code).to.equal(6);
    expect(json.error.code).to.equal('port_in_use');
    other.close();
  });

  it('names the process when it is started twice in one folder', async () => {
    const session = start();
    await session.next('ready');
    const { code, stdout } = await plexica.run(['dev', '--json'], { cwd: project });
    expect(code).to.equal(6);
    const { error } = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
    expect(error.code).to.equal('data_folder_in_use');
    expect(error.message).to.match(/already runs for this project \(process \d+ /);
  });
});
