import { mkdir, readFile, readdir, realpath, rename, symlink, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect } from 'chai';
import { Plexica } from './plexica.ts';
import { expectPublished } from './schemas.ts';

describe('create', () => {
  let plexica: Plexica;
  before(async () => {
    plexica = await Plexica.create();
  });
  after(() => plexica.remove());

  it('makes a project whose dependencies are links to the checkout, and says so', async () => {
    const { code, json } = await plexica.run([
      'create',
      'deep/order-notes',
      '--template',
      'backend',
      '--json',
    ]);
    expect(code).to.equal(0);
    expectPublished('create', json);
    const folder = join(plexica.folder, 'deep/order-notes');
    expect(json).to.include({ plugin: 'order-notes', folder, dryRun: false });
    expect(json.files).to.include.members([
      '.gitignore',
      'plexica.json',
      'src/index.ts',
      'test/notes.test.ts',
    ]);

    const packageJson = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
    expect(packageJson.name).to.equal('order-notes');
    expect(packageJson.dependencies['@plexica/sdk']).to.match(/^file:.*\/sdk$/);
    expect(packageJson.devDependencies['@plexica/cli']).to.match(/^file:.*\/cli$/);
    expect(JSON.parse(await readFile(join(folder, 'plexica.json'), 'utf8')).displayName).to.equal(
      'Order notes',
    );
    const readme = await readFile(join(folder, 'README.md'), 'utf8');
    expect(readme).to.contain('links to that clone').and.not.contain('{{');
  });

  it('names no folder of this machine, apart from the relative links of package.json', async () => {
    const folder = join(plexica.folder, 'portable-notes');
    const { json } = await plexica.run(['create', 'portable-notes', '--json']);
    const checkout = resolve(import.meta.dirname, '../..');
    for (const file of (json.files as string[]).filter((name) => name !== 'package.json')) {
      const text = await readFile(join(folder, file), 'utf8');
      expect(text, file).not.to.contain('file:/');
      for (const path of [checkout, plexica.folder, homedir()]) expect(text, file).not.to.contain(path);
    }
  });

  it('leads editors to the schema of plexica.json, also after the project has moved', async () => {
    await plexica.run(['create', 'with-schema']);
    const moved = join(plexica.folder, 'elsewhere/with-schema');
    await mkdir(join(plexica.folder, 'elsewhere'));
    await rename(join(plexica.folder, 'with-schema'), moved);
    await mkdir(join(moved, 'node_modules/@plexica'), { recursive: true });
    await symlink(
      resolve(import.meta.dirname, '../../sdk'),
      join(moved, 'node_modules/@plexica/sdk'),
      'junction',
    );
    const manifest = JSON.parse(await readFile(join(moved, 'plexica.json'), 'utf8')) as { $schema: string };
    const schema = JSON.parse(await readFile(join(moved, manifest.$schema), 'utf8')) as { title: string };
    expect(schema.title).to.equal('Plexica plugin manifest');
  });

  it('makes links that lead to the checkout from where a linked folder really lies', async () => {
    const real = join(plexica.folder, 'a/b/c');
    await mkdir(real, { recursive: true });
    await symlink(real, join(plexica.folder, 'linked'), 'junction');
    expect((await plexica.run(['create', 'linked/new/notes'])).code).to.equal(0);
    const project = join(await realpath(real), 'new/notes');
    const { dependencies, devDependencies } = JSON.parse(
      await readFile(join(project, 'package.json'), 'utf8'),
    ) as Record<string, Record<string, string>>;
    for (const link of [dependencies?.['@plexica/sdk'], devDependencies?.['@plexica/cli']]) {
      const target = resolve(project, link?.replace('file:', '') ?? '');
      expect(await readdir(target), link).to.include('package.json');
    }
  });

  it('takes the name that it would offer with --yes', async () => {
    const cwd = join(plexica.folder, 'defaults');
    await mkdir(cwd);
    const { code, json } = await plexica.run(['create', '--yes', '--json'], { cwd });
    expect(code).to.equal(0);
    expect(json.plugin).to.equal('my-plugin');
  });

  it('makes it in an empty folder', async () => {
    await mkdir(join(plexica.folder, 'empty'));
    expect((await plexica.run(['create', 'empty', '--yes'])).code).to.equal(0);
  });

  it('writes nothing with --dry-run', async () => {
    const { code, stdout } = await plexica.run(['create', 'dry', '--yes', '--dry-run']);
    expect(code).to.equal(0);
    expect(stdout).to.contain('src/index.ts');
    const { json } = await plexica.run(['create', 'dry', '--dry-run', '--json']);
    expectPublished('create', json);
    expect(json.dryRun).to.equal(true);
    expect(await readdir(plexica.folder)).not.to.include('dry');
  });

  const refused: [title: string, args: string[], code: string, message: RegExp][] = [
    [
      'a folder with a file in it',
      ['full', '--yes'],
      'folder_not_empty',
      /full is not empty: it contains keep\.txt\.$/,
    ],
    ['a file', ['file.txt', '--yes'], 'invalid_input', /character/],
    ['an upper-case name', ['Notes', '--yes'], 'invalid_input', /write "notes"/],
    ['two dashes in a row', ['my--notes', '--yes'], 'invalid_input', /two dashes/],
    ['a name of one letter', ['n', '--yes'], 'invalid_input', /too short/],
    ['an empty name', ['', '--yes'], 'invalid_input', /is empty/],
    ['a name of 29 letters', ['n'.repeat(29), '--yes'], 'invalid_input', /too long/],
    ['letters outside ASCII', ['nötes', '--yes'], 'invalid_input', /ASCII/],
    ['SQL', ["x'; drop table notes", '--yes'], 'invalid_input', /character/],
    ['a reserved name', ['plexica', '--yes'], 'reserved_name', /reserved/],
    ['an unknown template', ['notes', '--template', 'bakend'], 'bad_usage', /did you mean "backend"/],
    ['no name and nobody to ask', [], 'missing_flags', /<name>/],
  ];
  for (const [title, args, code, message] of refused) {
    it(`refuses ${title}`, async () => {
      await mkdir(join(plexica.folder, 'full'), { recursive: true });
      await writeFile(join(plexica.folder, 'full/keep.txt'), '');
      const before = await readdir(plexica.folder);
      const answer = await plexica.run(['create', ...args, '--json']);
      expect(answer.code).to.equal(2);
      expect(answer.json.error.code).to.equal(code);
      expect(answer.json.error.message).to.match(message);
      expect(await readdir(plexica.folder)).to.deep.equal(before);
    });
  }

  it('needs a name alone', async () => {
    const { code, json } = await plexica.run(['create', 'name-alone', '--json']);
    expect(code).to.equal(0);
    expect(json).to.include({ plugin: 'name-alone', template: 'backend' });
  });
});
