import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { bundle } from '../../src/services/project/bundle.ts';

const PLUGIN = 'export default class extends PlexicaPlugin {}\n';

describe('bundling', () => {
  let folder: string;
  let entry: string;
  let read: string[];
  const onRead = (files: readonly string[]): void => void read.push(...files);
  beforeEach(async () => {
    read = [];
    folder = await realpath(await mkdtemp(join(tmpdir(), 'plexica-bundle-')));
    entry = join(folder, 'src/index.ts');
    await mkdir(join(folder, 'src'));
    await mkdir(join(folder, 'lib'));
    await writeFile(entry, "export { word } from '../lib/w.ts';\n" + PLUGIN);
    await writeFile(join(folder, 'lib/w.ts'), "export const word: string = 'one';\n");
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('says which files it has read, also of those that did not change', async () => {
    const { cache } = await bundle(folder, entry, { onRead });
    expect(read).to.have.members([entry, join(folder, 'lib/w.ts')]);
    read = [];
    await bundle(folder, entry, { cache, onRead });
    expect(read).to.have.members([entry, join(folder, 'lib/w.ts')]);
  });

  it('says so where one of them is broken', async () => {
    await writeFile(join(folder, 'lib/w.ts'), 'export const word: string = ;\n');
    const error = await bundle(folder, entry, { onRead }).catch((caught: unknown) => caught);
    expect(error).to.have.property('code', 'build_failed');
    expect(read).to.have.members([entry, join(folder, 'lib/w.ts')]);
  });
});
