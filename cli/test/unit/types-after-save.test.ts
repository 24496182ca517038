import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { TypesAfterSave } from '../../src/services/dev/types-after-save.ts';

const TYPESCRIPT = join(import.meta.dirname, '../../../node_modules/typescript');

describe('the check of types after a save', () => {
  let folder: string;
  let ended: AbortController;
  let told: unknown[];
  let types: TypesAfterSave;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'plexica-types-'));
    await mkdir(join(folder, 'node_modules'));
    await symlink(TYPESCRIPT, join(folder, 'node_modules/typescript'), 'junction');
    await writeFile(
      join(folder, 'tsconfig.json'),
      '{ "files": ["a.ts"], "compilerOptions": { "types": [] } }',
    );
    await writeFile(join(folder, 'a.ts'), "export const a: number = 'x';\n");
    ended = new AbortController();
    told = [];
    types = new TypesAfterSave(folder, (event) => told.push(event), ended.signal);
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('tells of the problems once, and again after a change', async () => {
    await types.check();
    expect(told).to.have.lengthOf(1);
    expect(told[0]).to.have.nested.property('problems[0].path', 'a.ts:1:14');
    await types.check();
    expect(told).to.have.lengthOf(1);
    types.changed();
    await types.check();
    expect(told).to.have.lengthOf(2);
  });

  it('tells nothing of what has changed meanwhile', async () => {
    const checked = types.check();
    types.changed();
    await checked;
    expect(told).to.deep.equal([]);
  });

  it('tells nothing, and starts nothing, once the session has ended', async () => {
    const checked = types.check();
    ended.abort();
    await checked;
    types.changed();
    await types.check();
    expect(told).to.deep.equal([]);
  });
});
