import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFile, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { expect } from 'chai';
import { Plexica } from './plexica.ts';
import { expectPublished } from './schemas.ts';

describe('validate, build and pack', () => {
  let plexica: Plexica;
  let project: string;
  before(async () => {
    plexica = await Plexica.create();
    project = await plexica.project('demo');
  });
  after(() => plexica.remove());

  /** The project with a change of its own. */
  const changed = async (name: string, change: (folder: string) => Promise<unknown>): Promise<string> => {
    const folder = await plexica.copy(project, name);
    await change(folder);
    return folder;
  };

  it('finds the project valid', async () => {
    const { code, json } = await plexica.run(['validate', '--json'], { cwd: project });
    expect(code).to.equal(0);
    expectPublished('validate', json);
    expect(json).to.deep.equal({
      plugin: 'demo',
      version: '0.1.0',
      folder: project,
      migrations: 1,
      valid: true,
    });
  });

  it('lists every problem of the manifest with its path', async () => {
    const folder = await changed('invalid', (folder) =>
      writeFile(
        join(folder, 'plexica.json'),
        JSON.stringify({
          id: 'demo',
          permisions: {},
          roles: { writer: ['notes.rite'] },
          access: { network: ['10.0.0.1'] },
        }),
      ),
    );
    const { code, json } = await plexica.run(['validate', '--json', '--folder', folder]);
    expect(code).to.equal(2);
    expect(json.error.code).to.equal('invalid_manifest');
    const paths = json.error.issues.map(({ path }: { path: string }) => path);
    // Roles refer to permissions, whose key is misspelt.
    expect(paths).to.have.members(['permisions', 'access.network[0]']);
    const text = await plexica.run(['validate'], { cwd: folder });
    expect(text.stdout).to.equal('');
    expect(text.stderr).to.contain('did you mean "permissions"');
  });

  /** What is changed in which file, and the whole of what is said. */
  const slips: [what: string, file: string, change: (text: string) => string, said: RegExp, issue: object][] =
    [
      [
        'an unknown key',
        'plexica.json',
        (text) => text.replace('"permissions"', '"permisions"'),
        /^plexica\.json:\d+ "permisions" is not a known key; did you mean "permissions"\?/,
        { path: 'permisions', file: 'plexica.json', column: 3 },
      ],
      [
        'a missing comma',
        'package.json',
        (text) => text.replace(/,\n {2}"version"/, '\n  "version"'),
        /^package\.json:2:\d+ is not valid JSON: a comma is missing after the value of "name"$/,
        { path: '', file: 'package.json', line: 2 },
      ],
      [
        'a missing value',
        'package.json',
        (text) => text.replace(/"version": "[^"]*"/, '"version": '),
        /^package\.json:3:\d+ is not valid JSON: "version" has no value; write "version": …, or remove it$/,
        { file: 'package.json', line: 3 },
      ],
      [
        'a wrong type',
        'plexica.json',
        (text) => text.replace('{', '{\n  "workspaceAware": "no",'),
        /^plexica\.json:2 "workspaceAware" must be a boolean, not a string; write true or false$/,
        { path: 'workspaceAware', file: 'plexica.json', line: 2, column: 3 },
      ],
      [
        'an entry that is not there',
        'plexica.json',
        (text) => text.replace('{', '{\n  "backend": {\n    "entry": "src/main.ts" },'),
        /^plexica\.json:3 "backend\.entry" names src\/main\.ts, which does not exist/,
        { path: 'backend.entry', file: 'plexica.json', line: 3, column: 5 },
      ],
    ];
  for (const [what, file, change, said, issue] of slips) {
    it(`says file, line and what to write of ${what}`, async () => {
      const folder = await changed(what.replaceAll(' ', '-'), async (folder) => {
        const text = await readFile(join(folder, file), 'utf8');
        await writeFile(join(folder, file), change(text));
      });
      const { code, json } = await plexica.run(['validate', '--json'], { cwd: folder });
      expect(code).to.equal(2);
      expect(json.error.code).to.equal('invalid_manifest');
      expect(json.error.message).to.match(said);
      expect(json.error.issues[0]).to.include(issue);
    });
  }

  it('says it at every command that reads the project, and in the text', async () => {
    const folder = await changed('slips', async (folder) => {
      const manifest = { id: 'demo', permisions: {}, netwrok: {} };
      await writeFile(join(folder, 'plexica.json'), JSON.stringify(manifest, null, 2));
    });
    const first = 'plexica.json:3 "permisions" is not a known key; did you mean "permissions"?';
    const server = ['--server', 'http://127.0.0.1:1', '--token', 'x'];
    for (const command of [['build'], ['dev'], ['pack'], ['publish', ...server]]) {
      const { code, json } = await plexica.run([...command, '--json'], { cwd: folder });
      expect(code, command.join(' ')).to.equal(2);
      expect(json.error.message).to.equal(`${first} (and 1 more)`);
      expect(json.error.issues[1]).to.include({ file: 'plexica.json', line: 4, column: 3 });
    }
    const { stderr } = await plexica.run(['validate'], { cwd: folder });
    const said = stderr.replaceAll(/\s+/g, ' ');
    expect(said).to.contain(`Error: ${first} (and 1 more) plexica.json:4 "netwrok" is not a known key Next:`);
  });

  it('refuses migrations that no server would run in their order, with the names to use', async () => {
    const folder = await changed('names', async (folder) => {
      await mkdir(join(folder, 'migrations/old'));
      for (const name of ['wing.sql', '2-x.SQL', '003_a.sql', '003_b.sql', '007_c.sql', 'old/001_a.sql'])
        await writeFile(join(folder, 'migrations', name), 'select 1;\n');
      await writeFile(join(folder, 'migrations/008_empty.sql'), '\uFEFF \n');
      await writeFile(join(folder, 'migrations/README.md'), '');
      await writeFile(join(folder, 'migrations/.hidden.sql'), '');
    });
    for (const command of ['validate', 'pack']) {
      const { code, json } = await plexica.run([command, '--json', '--folder', folder]);
      expect(code, command).to.equal(2);
      expect(json.error.code).to.equal('migration_refused');
      expect(json.error.message.split('\n')).to.deep.equal([
        'migrations/2-x.SQL: does not end in lowercase .sql, so it would never run; rename it 002_x.sql',
        'migrations/007_c.sql: has the number 7, but 4 is missing; rename it 004_c.sql',
        'migrations/008_empty.sql: has the number 8, but 5 is missing; rename it 005_empty.sql',
        'migrations/003_b.sql: has the same number as 003_a.sql; rename it 006_b.sql',
        'migrations/wing.sql: has no number; rename it 007_wing.sql',
        'migrations/old/001_a.sql: is in a subfolder, so it would never run; move it to migrations/',
        'migrations/008_empty.sql: is empty; add a statement or delete the file',
      ]);
      expect(json.error.issues[0]).to.include({ file: 'migrations/2-x.SQL' });
    }
  });

  it('refuses a plexica.json that is not UTF-8', async () => {
    const folder = await changed('latin1', (folder) =>
      writeFile(
        join(folder, 'plexica.json'),
        Buffer.from('{"id": "demo", "displayName": "caf\xe9"}', 'latin1'),
      ),
    );
    const { code, json } = await plexica.run(['validate', '--json', '--folder', folder]);
    expect(code).to.equal(2);
    expect(json.error).to.include({ code: 'invalid_manifest', message: 'plexica.json is not valid UTF-8.' });
  });

  it('says that a folder is no plugin', async () => {
    const { code, json } = await plexica.run(['validate', '--json']);
    expect(code).to.equal(2);
    expect(json.error.code).to.equal('not_a_plugin');
  });

  for (const name of ['migrations', 'src/index.ts']) {
    it(`does not take an unreadable ${name} for an absent one`, async () => {
      const folder = await changed(`unreadable-${basename(name)}`, async (folder) => {
        await rm(join(folder, name), { recursive: true });
        await symlink(basename(name), join(folder, name));
      });
      const { code, json } = await plexica.run(['validate', '--json', '--folder', folder]);
      expect(code).to.equal(1);
      expect(json.error.message).to.contain('ELOOP').and.to.contain(join(folder, name));
    });
  }

  it('refuses statements that migrations may not contain, by file and line', async () => {
    const folder = await changed('migrations', async (folder) => {
      await writeFile(
        join(folder, 'migrations/002_tags.sql'),
        'create table tags (id int);\ngrant all on tags to x;\n',
      );
      await writeFile(join(folder, 'migrations/003_broken.sql'), '\n\ncreate tabel x (id int);\n');
    });
    for (const command of ['validate', 'build', 'pack']) {
      const { code, json } = await plexica.run([command, '--json', '--folder', folder]);
      expect(code, command).to.equal(2);
      expect(json.error.code).to.equal('migration_refused');
      expect(json.error.issues.map(({ path }: { path: string }) => path)).to.deep.equal([
        'migrations/002_tags.sql:2',
        'migrations/003_broken.sql:3',
      ]);
    }
  });

  it('refuses migrations that are larger than a server takes', async () => {
    const folder = await changed('large-migration', (folder) =>
      writeFile(join(folder, 'migrations/002_data.sql'), '-- data\n'.repeat(150_000)),
    );
    for (const command of ['validate', 'build', 'pack']) {
      const { code, json } = await plexica.run([command, '--json', '--folder', folder]);
      expect(code, command).to.equal(2);
      expect(json.error).to.include({ code: 'invalid_package' });
      expect(json.error.message).to.match(
        /^migrations\/002_data\.sql: has 1200000 bytes; .* 1 MiB: split it/,
      );
    }
  });

  it('tells the first of several failures when all have ended', async function () {
    if (process.platform === 'win32') this.skip();
    const folder = await changed('several-failures', async (folder) => {
      await appendFile(join(folder, 'src/index.ts'), '\nexport defalt 1;\n');
      await writeFile(join(folder, 'migrations/002_broken.sql'), 'create tabel x (id int);\n');
    });
    const { json } = await plexica.run(['build', '--json', '--folder', folder]);
    const processes = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' }).split('\n');
    expect(processes.filter((line) => line.includes(folder))).to.deep.equal([]);
    expect(json.error.code).to.equal('build_failed');
    expect(json.error.message).to.contain('export defalt');
  });

  it('says in one line that it is done, what was written and how large it is', async () => {
    const folder = await plexica.copy(project, 'one-line');
    const { code, stdout, stderr } = await plexica.run(['build'], { cwd: folder });
    expect(code, stderr).to.equal(0);
    expect(stdout.split('\n')[0]).to.match(
      /^Built demo 0\.1\.0: 3 files, \d+\.\d KiB, into dist\/ in [\d.]+ m?s$/,
    );
  });

  it('builds a complete manifest and one file', async () => {
    const { code, json, stderr } = await plexica.run(['build', '--json'], { cwd: project });
    expect(code, stderr).to.equal(0);
    expect(stderr).to.equal('');
    expectPublished('build', json);
    expect(json.routes).to.deep.include({
      method: 'DELETE',
      path: '/notes/:id',
      handler: 'remove',
      access: { permission: 'notes.use' },
    });
    const manifest = JSON.parse(await readFile(join(project, 'dist/plexica.json'), 'utf8'));
    expect(manifest).to.deep.include({ id: 'demo', version: '0.1.0', protocol: 1 });
    const map = JSON.parse(await readFile(join(project, 'dist/backend/index.js.map'), 'utf8'));
    expect(map.sources).to.include('../../src/index.ts');
    expect(map.sources.join()).to.contain('node_modules/@plexica/sdk/').and.not.contain('../../..');
  });

  it('makes the same bytes in another folder', async () => {
    const hash = async (folder: string) => {
      const { json } = await plexica.run(['pack', '--json', '--folder', folder]);
      expectPublished('pack', json);
      return createHash('sha256')
        .update(await readFile(json.file))
        .digest('hex');
    };
    const twin = await changed('twin-elsewhere', (folder) =>
      rm(join(folder, 'dist'), { recursive: true, force: true }),
    );
    expect(await hash(twin)).to.equal(await hash(project));
  });

  it('takes a folder by another way in for the same, whatever its name', async () => {
    const folder = await changed('odd (1)+[x]', () => Promise.resolve());
    await symlink(folder, join(plexica.folder, 'link'), 'junction');
    const { json } = await plexica.run(['build', '--json', '--folder', 'link']);
    const map = JSON.parse(await readFile(join(folder, 'dist/backend/index.js.map'), 'utf8'));
    expect(json.folder).to.equal(folder);
    expect(map.sources).to.include('../../src/index.ts');
  });

  it('writes nothing with --dry-run', async () => {
    const folder = await changed('dry', async (folder) => {
      await rm(join(folder, 'dist'), { recursive: true, force: true });
      await rm(join(folder, 'demo-0.1.0.tgz'), { force: true });
    });
    const built = await plexica.run(['build', '--dry-run', '--json'], { cwd: folder });
    const packed = await plexica.run(['pack', '--dry-run', '--json'], { cwd: folder });
    expect([built.code, packed.code]).to.deep.equal([0, 0]);
    expectPublished('build', built.json);
    expectPublished('pack', packed.json);
    expect(packed.json.entries.map(({ path }: { path: string }) => path)).to.include('dist/backend/index.js');
    expect(await readFile(join(folder, 'dist/plexica.json')).catch(() => undefined)).to.equal(undefined);
    expect(await readFile(packed.json.file).catch(() => undefined)).to.equal(undefined);
  });

  const source = 'src/index.ts';
  const broken: [
    title: string,
    code: string,
    change: (folder: string) => Promise<unknown>,
    message: RegExp,
  ][] = [
    [
      'a syntax error with file, line and code',
      'build_failed',
      (folder) => appendFile(join(folder, source), 'const = 1;\n'),
      /src\/index\.ts:49:7 .*\n\n(.*\n)*.*> 49 \| const = 1;\n.*\^/,
    ],
    [
      'a type error with file, line and code',
      'build_failed',
      (folder) => appendFile(join(folder, source), "export const count: number = 'one';\n"),
      /src\/index\.ts:49:14 TS2322: .*\n\n(.*\n)*.*> 49 \| export const count/,
    ],
    [
      'an import that is not installed',
      'build_failed',
      (folder) => appendFile(join(folder, source), "import 'not-installed';\n"),
      /src\/index\.ts:49:\d+ "not-installed" cannot be found/,
    ],
    [
      'an import of a file that does not exist',
      'build_failed',
      (folder) => appendFile(join(folder, source), "import './missing.ts';\n"),
      /"\.\/missing\.ts" does not exist/,
    ],
    [
      'a native addon',
      'build_failed',
      (folder) => appendFile(join(folder, source), "// @ts-expect-error no types\nimport './addon.node';\n"),
      /loads a native addon/,
    ],
    [
      'a module of Node that does not work in a plugin',
      'build_failed',
      (folder) => appendFile(join(folder, source), "export { readFileSync } from 'node:fs';\n"),
      /src\/index\.ts:49:\d+ "node:fs" does not work in a plugin; .*ctx\.db/,
    ],
    [
      'a route without a permission',
      'build_failed',
      (folder) => replace(join(folder, source), "  @Permission('notes.use')\n  list", '  list'),
      /GET \/notes/,
    ],
    [
      'a permission that is not declared, naming route and file',
      'invalid_manifest',
      (folder) =>
        replace(
          join(folder, source),
          "@Permission('notes.use')\n  list",
          "@Permission('notes.reed')\n  list",
        ),
      /src\/index\.ts GET \/notes: "notes\.reed" is not declared/,
    ],
    [
      'a backend without any route',
      'build_failed',
      (folder) =>
        writeFile(
          join(folder, source),
          "import { PlexicaPlugin } from '@plexica/sdk';\nexport default class Empty extends PlexicaPlugin {}\n",
        ),
      /declares no route/,
    ],
    [
      'a bundle that throws as it loads',
      'build_failed',
      (folder) => appendFile(join(folder, source), "throw new Error('not today');\n"),
      /not today/,
    ],
  ];
  for (const [index, [title, code, change, message]] of broken.entries()) {
    it(`refuses ${title}`, async () => {
      const folder = await changed(`broken-${index}`, change);
      const { json, ...answer } = await plexica.run(['build', '--json'], { cwd: folder });
      expect(answer.code).to.equal(2);
      expect(json.error.code).to.equal(code);
      expect(json.error.message).to.match(message);
      expect(answer.stdout).to.not.contain('cli/dist/');
    });
  }

  it('warns of code of text, unless the manifest asks for it', async () => {
    const folder = await changed('makes-code', (folder) =>
      appendFile(
        join(folder, source),
        'export const make = (text: string): unknown => new Function(text);\n',
      ),
    );
    const told = await plexica.run(['build', '--json'], { cwd: folder });
    expectPublished('build', told.json);
    expect(told.json.warnings).to.have.length(1);
    expect(told.json.warnings[0]).to.match(
      /^Your code generates code .* \(src\/index\.ts:49\).*"codeGeneration": true/,
    );
    expect((await plexica.run(['pack'], { cwd: folder })).stderr).to.include(told.json.warnings[0]);
    const file = join(folder, 'plexica.json');
    const manifest = JSON.parse(await readFile(file, 'utf8')) as object;
    await writeFile(file, JSON.stringify({ ...manifest, access: { codeGeneration: true } }));
    expect((await plexica.run(['build', '--json'], { cwd: folder })).json.warnings).to.deep.equal([]);
  });

  describe('a text that looks like a credential', () => {
    const token = `npm_${'a1B2'.repeat(9)}`;
    let folder: string;
    before(async () => {
      folder = await changed('secret', async (folder) => {
        await appendFile(join(folder, source), `export { token } from './token.ts';\n`);
        await writeFile(join(folder, 'src/token.ts'), `\n\nexport const token = '${token}';\n`);
        await writeFile(join(folder, 'README.md'), `# Demo\n\nAKIAIOSFODNN7EXAMPLE\n`);
      });
      await replace(join(folder, source), `'a note needs a text'`, 'token');
      await replace(join(folder, source), 'import {', "import { token } from './token.ts';\nimport {");
    });

    it('is refused where it was written, and passes where plexica.json allows it', async () => {
      const refused = await plexica.run(['pack', '--json'], { cwd: folder });
      expect(refused.code).to.equal(2);
      const { code, message, hint, issues } = refused.json.error;
      expect(code).to.equal('invalid_package');
      expect(message).to.equal('src/token.ts:3 contains an npm token');
      expect(issues[0].path).to.equal('src/token.ts:3');
      expect(hint).to.not.include('plexica pack');
      expect(refused.stdout).to.not.include(token);
      const [, fingerprint] = /"allowedSecrets": \{ "([0-9a-f]{16})"/.exec(hint) ?? [];
      const file = join(folder, 'plexica.json');
      const manifest = JSON.parse(await readFile(file, 'utf8')) as object;
      await writeFile(
        file,
        JSON.stringify({ ...manifest, allowedSecrets: { [fingerprint as string]: 'a test' } }),
      );
      expect((await plexica.run(['pack', '--json'], { cwd: folder })).code).to.equal(0);
    });
  });

  it('keeps what was built before when a build fails', async () => {
    const folder = await changed('kept', (folder) => mkdir(join(folder, 'dist'), { recursive: true }));
    await plexica.run(['build'], { cwd: folder });
    const before = await readFile(join(folder, 'dist/plexica.json'), 'utf8');
    await appendFile(join(folder, source), 'const = 1;\n');
    expect((await plexica.run(['build'], { cwd: folder })).code).to.equal(2);
    expect(await readFile(join(folder, 'dist/plexica.json'), 'utf8')).to.equal(before);
  });
});

async function replace(file: string, from: string, to: string): Promise<void> {
  const text = await readFile(file, 'utf8');
  expect(text).to.contain(from);
  await writeFile(file, text.replace(from, to));
}
