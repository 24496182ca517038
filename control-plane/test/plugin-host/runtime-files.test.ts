import { mkdir, mkdtemp, readdir, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect } from 'chai';
import { prepareRuntime } from '../../src/plugin-host/sandbox/runtime-files.ts';

describe('the files of the sandbox', () => {
  let shared: string;
  beforeEach(async () => {
    shared = await mkdtemp(join(tmpdir(), 'plexica-shared-'));
  });
  afterEach(() => rm(shared, { recursive: true, force: true }));

  it('of other versions are removed when nobody has used them for an hour, and nothing else is', async () => {
    const twoHoursAgo = Date.now() / 1000 - 7200;
    for (const name of [
      'sandbox-0123456789abcdef',
      'node-1.2.3-4-5',
      'sandbox-fedcba9876543210',
      'bundles',
    ]) {
      await mkdir(join(shared, name));
      if (name !== 'sandbox-fedcba9876543210') await utimes(join(shared, name), twoHoursAgo, twoHoursAgo);
    }
    const { folder } = await prepareRuntime(shared);
    expect(await readdir(shared)).to.include.members([
      basename(folder),
      'sandbox-fedcba9876543210',
      'bundles',
    ]);
    expect(await readdir(shared)).to.not.include.members(['sandbox-0123456789abcdef', 'node-1.2.3-4-5']);
  });

  it('in use are not removed, however old they are', async () => {
    const { folder } = await prepareRuntime(shared);
    await utimes(folder, 1, 1);
    await prepareRuntime(shared);
    expect(await readdir(shared)).to.include(basename(folder));
  });
});
