import { mkdir, mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { writeBuilt } from '../../src/services/project/write-built.ts';

describe('writing what a build made', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'plexica-built-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const built = (text: string) => ({ 'dist/backend/index.js': text, 'dist/plexica.json': text });
  const texts = async () => [
    await readFile(join(folder, 'dist/backend/index.js'), 'utf8'),
    await readFile(join(folder, 'dist/plexica.json'), 'utf8'),
  ];

  it('leaves nothing of an earlier build, and nothing beside it', async () => {
    await mkdir(join(folder, 'dist'));
    await writeFile(join(folder, 'dist/old.js'), '');
    await writeBuilt(folder, built('new'));
    expect(await readdir(folder)).to.deep.equal(['dist']);
    expect(await readdir(join(folder, 'dist'))).to.have.members(['backend', 'plexica.json']);
    expect(await texts()).to.deep.equal(['new', 'new']);
  });

  it('takes the place of a link, not of what it leads to', async () => {
    await mkdir(join(folder, 'elsewhere'));
    await writeFile(join(folder, 'elsewhere/kept.txt'), 'kept');
    await symlink(join(folder, 'elsewhere'), join(folder, 'dist'), 'junction');
    await writeBuilt(folder, built('new'));
    expect(await readdir(join(folder, 'elsewhere'))).to.deep.equal(['kept.txt']);
    expect(await texts()).to.deep.equal(['new', 'new']);
  });

  it('leaves the whole of one build where several write at once', async () => {
    for (let round = 0; round < 20; round++) {
      await Promise.all(Array.from('abcdefgh', (name) => writeBuilt(folder, built(name))));
      const [backend, manifest] = await texts();
      expect(backend).to.equal(manifest);
    }
    expect(await readdir(folder)).to.deep.equal(['dist']);
  });
});
