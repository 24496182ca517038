import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, stat, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { FileBlobs } from '../../src/blobs/filesystem.ts';
import { blobOf, itKeepsTheContract, keys } from './driver-contract.ts';

const HOUR = 60 * 60_000;

describe('blobs in a folder', () => {
  itKeepsTheContract(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'plexica-blobs-'));
    return {
      drivers: [new FileBlobs(folder), new FileBlobs(folder)],
      close: () => rm(folder, { recursive: true, force: true }),
    };
  });

  describe('of a server that was killed', () => {
    let folder: string;
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'plexica-blobs-'));
    });
    afterEach(() => rm(folder, { recursive: true, force: true }));

    const incoming = () => readdir(join(folder, '.incoming'));

    it('have what the key had before, and lose the rest after an hour', async () => {
      const blobs = new FileBlobs(folder);
      await blobs.open();
      await blobs.put('key', blobOf('before'));
      const writer = fork(join(import.meta.dirname, 'put-slowly.ts'), [folder, 'key']);
      await once(writer, 'message');
      writer.kill('SIGKILL');
      await once(writer, 'exit');

      await blobs.open();
      expect(await text((await blobs.get('key'))!.stream)).to.equal('before');
      expect(await keys(blobs)).to.deep.equal(['key']);
      const [left = ''] = await incoming();
      expect(left, 'it may be that of a running server').not.to.equal('');

      const old = new Date(Date.now() - HOUR - 1000);
      await utimes(join(folder, '.incoming', left), old, old);
      await blobs.open();
      expect(await incoming()).to.deep.equal([]);
    });

    it('are opened by many at once', async () => {
      const all = Array.from({ length: 20 }, () => new FileBlobs(join(folder, 'new/blobs')));
      await Promise.all(all.map((each) => each.open()));
      await all[0]!.put('key', blobOf('x'));
      expect(await text((await all[19]!.get('key'))!.stream)).to.equal('x');
    });
  });

  it('are for their user alone', async function () {
    if (process.platform === 'win32') this.skip();
    const folder = await mkdtemp(join(tmpdir(), 'plexica-blobs-'));
    try {
      const blobs = new FileBlobs(join(folder, 'blobs'));
      await blobs.open();
      await blobs.put('a/b/c', blobOf('x'));
      await blobs.create('a/b/d', blobOf('x'));
      for (const [path, mode] of [
        ['blobs', 0o700],
        ['blobs/a/b', 0o700],
        ['blobs/a/b/c', 0o600],
        ['blobs/a/b/d', 0o600],
      ] as const) {
        expect((await stat(join(folder, path))).mode & 0o777, path).to.equal(mode);
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
