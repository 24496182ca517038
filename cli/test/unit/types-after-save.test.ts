import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
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
  afterEach(async () => {
    ended.abort();
    await rm(folder, { recursive: true });
  });

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

  /** Those that check this folder's types. */
  const checkers = (): number[] =>
    execFileSync('ps', ['-eo', 'pid,args'], { encoding: 'utf8' })
      .split('\n')
      .filter((line) => line.includes('type-checker-process') && line.includes(folder))
      .map((line) => Number.parseInt(line, 10));

  it('goes on with another process where one has died, and leaves none behind', async function () {
    if (process.platform === 'win32') this.skip();
    await types.check();
    const [first] = checkers() as [number];
    process.kill(first, 'SIGKILL');
    while (checkers().length > 0) await sleep(20);
    types.changed();
    await types.check();
    expect(told).to.have.lengthOf(2);
    expect(checkers()).to.have.lengthOf(1).and.not.include(first);
    ended.abort();
    for (let tries = 0; tries < 100 && checkers().length > 0; tries++) await sleep(50);
    expect(checkers()).to.deep.equal([]);
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
