import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { render, scaffold, templates, type ScaffoldOptions, type Template } from '../src/index.ts';

const OPTIONS: Omit<ScaffoldOptions, 'template'> = {
  id: 'order-notes',
  displayName: 'Order "notes"',
  dependencies: { sdk: '^0.1.0', cli: '^0.1.0' },
  linked: false,
};

describe('templates', () => {
  for (const template of templates) {
    describe(template.name, () => {
      it('leaves no placeholder and breaks no JSON', async () => {
        for (const { path, text } of await render({ ...OPTIONS, template })) {
          expect(text, path).not.to.match(/\{\{/);
          if (path.endsWith('.json')) JSON.parse(text);
        }
      });

      it('has what every project has', async () => {
        const paths = (await render({ ...OPTIONS, template })).map(({ path }) => path);
        expect(paths).to.include.members([
          '.gitignore',
          'CHANGELOG.md',
          'LICENSE',
          'README.md',
          'package.json',
          'plexica.json',
          'tsconfig.json',
        ]);
        expect(paths).to.deep.equal(paths.toSorted());
      });
    });
  }

  const backend = templates[0] as Template;

  it('fills in id, name and versions', async () => {
    const files = Object.fromEntries(
      (await render({ ...OPTIONS, template: backend })).map(({ path, text }) => [path, text]),
    );
    expect(JSON.parse(files['package.json'] ?? '')).to.deep.include({
      name: 'order-notes',
      dependencies: { '@plexica/sdk': '^0.1.0' },
    });
    expect(JSON.parse(files['plexica.json'] ?? '')).to.include({
      id: 'order-notes',
      displayName: 'Order "notes"',
    });
    expect(files['README.md']).to.contain('come from the npm registry');
  });

  it('says of links what they need', async () => {
    const files = await render({ ...OPTIONS, template: backend, linked: true });
    expect(files.find(({ path }) => path === 'README.md')?.text).to.contain('`file:` links to that clone');
  });

  it('ignores the package that `plexica pack` writes, and no tarball below vendor/', async () => {
    const files = await render({ ...OPTIONS, template: backend });
    const ignored = files.find(({ path }) => path === '.gitignore')?.text.split('\n');
    expect(ignored).to.include('/*.tgz').and.not.include('*.tgz');
  });

  it('writes the files and overwrites none', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'plexica-scaffold-'));
    try {
      const files = await render({ ...OPTIONS, template: backend });
      await scaffold(join(folder, 'new'), files);
      expect(await readdir(join(folder, 'new'))).to.include.members(['.gitignore', 'src', 'test']);
      expect(await readFile(join(folder, 'new/package.json'), 'utf8')).to.contain('order-notes');
      const error = await scaffold(join(folder, 'new'), files).catch(
        (caught: NodeJS.ErrnoException) => caught,
      );
      expect((error as NodeJS.ErrnoException).code).to.equal('EEXIST');
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
