import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { writePackage } from '../../src/services/project/write-package.ts';

describe('where a package is written', () => {
  let folder: string;
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'plexica-package-'))));
  afterEach(() => rm(folder, { recursive: true }));
  const bytes = Buffer.from('package');

  it('is made where it is missing', async () => {
    const file = join(folder, 'a/b/demo-1.0.0.tgz');
    await writePackage(file, bytes);
    expect(await readFile(file)).to.deep.equal(bytes);
  });

  it('has to be a folder', async () => {
    const taken = join(folder, 'taken');
    await writeFile(taken, '');
    for (const wrong of [taken, join(taken, 'below')]) {
      const error = await writePackage(join(wrong, 'demo-1.0.0.tgz'), bytes).catch((caught: Error) => caught);
      expect(error).to.include({
        code: 'bad_usage',
        message: `The package cannot be written to ${wrong}: it is not a folder.`,
      });
    }
  });

  it('is named where the system refuses', async () => {
    const file = join(folder, 'demo-1.0.0.tgz');
    await mkdir(file);
    const error = await writePackage(file, bytes).catch((caught: Error) => caught);
    expect(error).to.have.property('code', 'bad_usage');
    expect((error as Error).message).to.contain(
      `cannot be written to ${folder}: it is a folder, not a file (EISDIR)`,
    );
  });
});
