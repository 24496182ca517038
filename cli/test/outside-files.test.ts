import { appendFile, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { Plexica } from './plexica.ts';

const SECRET = 'cGxleGljYS1zZWNyZXQ';

/** A project of a stranger must not take what lies elsewhere on the machine into its package. */
describe('what a build reads outside the project', () => {
  let plexica: Plexica;
  let project: string;
  /** Beside the projects: as the home folder of a developer is above them. */
  let home: string;
  before(async () => {
    plexica = await Plexica.create();
    project = await plexica.project('demo');
    home = join(plexica.folder, 'home');
    await write({
      'home/.docker/config.json': JSON.stringify({ auth: SECRET }),
      'home/package.json': '{ "private": true }',
      'home/.docker/secret.js': `export const auth = '${SECRET}';`,
    });
  });
  after(() => plexica.remove());

  async function write(files: Record<string, string>): Promise<void> {
    for (const [path, content] of Object.entries(files)) {
      await mkdir(dirname(join(plexica.folder, path)), { recursive: true });
      await writeFile(join(plexica.folder, path), content);
    }
  }

  /** Links a package for all projects: the node_modules of each is that of the checkout. */
  async function installed(name: string, target: string): Promise<void> {
    const link = join(plexica.folder, 'node_modules', name);
    await mkdir(dirname(link), { recursive: true });
    await symlink(target, link);
  }

  /** Installs a package that says what it does with files beside it, which are links. */
  async function reading(name: string, code: string): Promise<void> {
    await write({
      [`node_modules/${name}/package.json`]: JSON.stringify({ name }),
      [`node_modules/${name}/index.js`]: `const { readFileSync } = require('fs'); const { join } = require('path'); exports.it = ${code};`,
    });
    await installed(`${name}/data`, join(home, '.docker'));
    await installed(`${name}/config.txt`, join(home, '.docker/config.json'));
  }

  /** Builds a project whose code imports and shows what `specifier` leads to. */
  async function build(name: string, specifier: string, change: (folder: string) => Promise<unknown>) {
    const folder = await plexica.copy(project, name);
    await change(folder);
    await appendFile(
      join(folder, 'src/index.ts'),
      `// @ts-expect-error no types\nimport * as outside from '${specifier}';\nexport const shown = JSON.stringify(outside);\n`,
    );
    const answer = await plexica.run(['build', '--json', '--folder', folder]);
    const backend = join(folder, 'dist/backend');
    const files = await readdir(backend, { recursive: true, withFileTypes: true }).catch(() => []);
    const texts = files
      .filter((file) => file.isFile())
      .map((file) => readFile(join(file.parentPath, file.name), 'utf8'));
    const bundle = (await Promise.all(texts)).join('\n');
    return { ...answer, bundle };
  }

  const nothing = async () => undefined;
  const refused: [what: string, specifier: string, change: (folder: string) => Promise<unknown>][] = [
    ['JSON by a path', '../../home/.docker/config.json', nothing],
    ['code by a path', '../../home/.docker/secret.js', nothing],
    [
      'JSON by a link in the sources',
      './settings.json',
      (folder) => symlink(join(home, '.docker/config.json'), join(folder, 'src/settings.json')),
    ],
    [
      'JSON by a linked folder',
      './more/config.json',
      (folder) => symlink(join(home, '.docker'), join(folder, 'src/more')),
    ],
    [
      'JSON by a link that stands for a package',
      'evil/config.json',
      () => installed('evil', join(home, '.docker')),
    ],
    [
      'JSON in a hidden folder of a home folder that is a package',
      'ann/.docker/config.json',
      async () => {
        await write({
          'ann/package.json': '{ "name": "ann" }',
          'ann/.docker/config.json': JSON.stringify({ auth: SECRET }),
        });
        await installed('ann', join(plexica.folder, 'ann'));
      },
    ],
    ['JSON of such a folder by a path', '../../ann/.docker/config.json', nothing],
    [
      'a file that a package reads from a linked folder beside it',
      'reads-folder',
      () => reading('reads-folder', "readFileSync(join(__dirname, 'data/config.json'))"),
    ],
    [
      'all files of a linked folder that a package reads',
      'reads-any',
      () => reading('reads-any', "(n) => readFileSync(join(__dirname, 'data', n + '.json'))"),
    ],
    [
      'a file that a package reads by a link beside it',
      'reads-file',
      () => reading('reads-file', "readFileSync(join(__dirname, 'config.txt'))"),
    ],
    [
      'JSON of a linked folder that a package requires by a name that it makes',
      'requires-any',
      () => reading('requires-any', '(n) => require(`./data/${n}.json`)'),
    ],
  ];
  for (const [index, [what, specifier, change]] of refused.entries()) {
    it(`is refused: ${what}`, async () => {
      const { code, json, bundle } = await build(`refused-${index}`, specifier, change);
      expect(code).to.equal(2);
      expect(json.error.code).to.equal('build_failed');
      expect(json.error.message).to.match(/is outside the project/);
      expect(JSON.stringify(json)).not.to.contain(SECRET);
      expect(bundle).not.to.contain(SECRET);
    });
  }

  const allowed: [what: string, specifier: string, change: (folder: string) => Promise<unknown>][] = [
    [
      'a package that a dependency links to',
      '@acme/shared',
      async () => {
        await write({
          'shared/package.json': '{ "name": "@acme/shared", "type": "module", "exports": "./src/index.js" }',
          'shared/src/index.js': "export { value } from '../values/value.js';",
          'shared/values/package.json': '{ "type": "module" }',
          'shared/values/value.js': "export const value = 'from-the-package';",
        });
        await installed('@acme/shared', join(plexica.folder, 'shared'));
      },
    ],
    [
      'a package that is installed for several projects',
      'hoisted',
      () =>
        write({
          'node_modules/hoisted/package.json':
            '{ "name": "hoisted", "type": "module", "exports": "./index.js" }',
          'node_modules/hoisted/index.js': "export const value = 'from-the-package';",
        }),
    ],
    [
      'a package under another name',
      'alias',
      () =>
        write({
          'node_modules/alias/package.json':
            '{ "name": "original", "type": "module", "exports": "./index.js" }',
          'node_modules/alias/index.js': "export const value = 'from-the-package';",
        }),
    ],
  ];
  for (const [index, [what, specifier, change]] of allowed.entries()) {
    it(`is bundled: ${what}`, async () => {
      const { code, bundle, stderr } = await build(`allowed-${index}`, specifier, change);
      expect(code, stderr).to.equal(0);
      expect(bundle).to.contain('from-the-package');
    });
  }
});
