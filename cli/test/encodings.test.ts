import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { Plexica } from './plexica.ts';

const MARK = '\uFEFF';

/** As Windows' editors and PowerShell save them. */
describe('files of a project', () => {
  let plexica: Plexica;
  let project: string;
  before(async () => {
    plexica = await Plexica.create();
    project = await plexica.project('demo');
  });
  after(() => plexica.remove());

  const rewrite = async (file: string, change: (text: string) => string | Buffer): Promise<void> =>
    writeFile(file, change(await readFile(file, 'utf8')));

  it('are built with a byte order mark before each of them, also those of packages', async () => {
    const folder = await plexica.copy(project, 'marked');
    const packages: Record<string, string> = {
      'node_modules/with-mark/index.js': "exports.word = require('./data.json').word;",
      'node_modules/with-mark/data.json': '{ "word": "of-a-package" }',
    };
    for (const [path, text] of Object.entries(packages)) {
      // Beside the projects: their node_modules is that of the checkout.
      const file = join(plexica.folder, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text);
      await rewrite(file, (text) => MARK + text);
    }
    await writeFile(join(folder, 'src/own.json'), '{ "word": "of-the-project" }');
    await appendFile(
      join(folder, 'src/index.ts'),
      `// @ts-expect-error no types\nimport { word } from 'with-mark';\nimport own from './own.json' with { type: 'json' };\nexport const words = [word, own.word];\n`,
    );
    const own = [
      'plexica.json',
      'package.json',
      'tsconfig.json',
      'migrations/001_notes.sql',
      'src/index.ts',
      'src/own.json',
    ];
    for (const path of own) await rewrite(join(folder, path), (text) => MARK + text);
    const { code, stdout } = await plexica.run(['pack', '--json', '--folder', folder]);
    expect(code, stdout).to.equal(0);
    await plexica.run(['build', '--folder', folder]);
    const built = ['index.js', 'commonjs.cjs'].map((name) =>
      readFile(join(folder, 'dist/backend', name), 'utf8'),
    );
    const bundle = (await Promise.all(built)).join('\n');
    expect(bundle).to.contain('of-a-package').and.contain('of-the-project').and.not.contain(MARK);
  });

  it('are valid with a byte order mark before each of them', async () => {
    const folder = await plexica.copy(project, 'marked-valid');
    for (const path of ['plexica.json', 'package.json', 'migrations/001_notes.sql'])
      await rewrite(join(folder, path), (text) => MARK + text);
    const { code, stdout } = await plexica.run(['validate', '--json', '--folder', folder]);
    expect(code, stdout).to.equal(0);
  });

  for (const [path, code, name] of [
    ['plexica.json', 'invalid_manifest', 'plexica.json'],
    ['package.json', 'invalid_manifest', 'package.json'],
    ['migrations/001_notes.sql', 'migration_refused', 'migrations/001_notes.sql:1:'],
    ['src/index.ts', 'build_failed', 'src/index.ts'],
  ] as const) {
    it(`are named where they are UTF-16: ${path}`, async () => {
      const folder = await plexica.copy(project, `utf16-${path.replaceAll(/\W/g, '-')}`);
      await rewrite(join(folder, path), (text) => Buffer.from(MARK + text, 'utf16le'));
      const { json } = await plexica.run(['build', '--json', '--folder', folder]);
      expect(json.error.code).to.equal(code);
      expect(json.error.message).to.contain(`${name} is UTF-16; save it as UTF-8`);
    });
  }
});
