import { once } from 'node:events';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { expect } from 'chai';
import { Blobs } from '../../src/blobs/filesystem.ts';

describe('blobs in a folder', () => {
  let folder: string;
  let blobs: Blobs;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'plexica-blobs-'));
    blobs = new Blobs(folder);
    await blobs.open();
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const arrive = (...parts: string[]) => blobs.receive(chunks(parts), 100);
  const incoming = () => readdir(join(folder, 'incoming'));

  it('hash what arrives and give the same octets back', async () => {
    const received = await arrive('one ', 'two');
    expect(received).to.include({
      size: 7,
      integrity: `sha512-${createHash('sha512').update('one two').digest('base64')}`,
      shasum: createHash('sha1').update('one two').digest('hex'),
    });
    await blobs.keep(received);
    expect(await incoming()).to.deep.equal([]);
    const { stream, size } = await blobs.read(received.integrity);
    expect(size).to.equal(7);
    expect((await buffer(stream)).toString()).to.equal('one two');
  });

  it('keep the same octets twice as one', async () => {
    const [first, second] = await Promise.all([arrive('same'), arrive('same')]);
    await Promise.all([blobs.keep(first), blobs.keep(second)]);
    const files = await readdir(join(folder, 'packages'), { recursive: true, withFileTypes: true });
    expect(files.filter((file) => file.isFile())).to.have.lengthOf(1);
  });

  it('take exactly as many octets as allowed', async () => {
    expect((await arrive('x'.repeat(60), 'x'.repeat(40))).size).to.equal(100);
    const refused = await arrive('x'.repeat(60), 'x'.repeat(41)).catch((error: unknown) => error);
    expect(refused).to.include({ code: 'package_too_large' });
    expect(await incoming()).to.have.lengthOf(1);
  });

  it('leave nothing of what breaks off', async () => {
    const broken = new Error('broken');
    async function* breaking(): AsyncGenerator<Buffer> {
      yield Buffer.from('half');
      throw broken;
    }
    expect(await blobs.receive(breaking(), 100).catch((error: unknown) => error)).to.equal(broken);
    expect(await incoming()).to.deep.equal([]);
  });

  it('forget what was on its way when they were opened', async () => {
    await writeFile(join(folder, 'incoming/left-over'), 'x');
    const kept = await arrive('kept');
    await blobs.keep(kept);
    await blobs.open();
    expect(await incoming()).to.deep.equal([]);
    expect((await blobs.read(kept.integrity)).size).to.equal(4);
  });

  it('remove what nobody knows, but not what has just been kept', async () => {
    const known = await arrive('known');
    const old = await arrive('old');
    const fresh = await arrive('fresh');
    const hour = 60 * 60_000;
    await utimes(old.file, new Date(), new Date(Date.now() - 2 * hour));
    for (const each of [known, old, fresh]) await blobs.keep(each);
    await blobs.removeOrphans(async (integrity) => integrity === known.integrity, Date.now() - hour);
    expect(await blobs.read(old.integrity).catch((error: unknown) => error)).to.include({ code: 'ENOENT' });
    for (const { integrity } of [known, fresh]) (await blobs.read(integrity)).stream.destroy();
    await blobs.removeOrphans(async (integrity) => integrity === known.integrity);
    expect(await blobs.read(fresh.integrity).catch((error: unknown) => error)).to.include({ code: 'ENOENT' });
    (await blobs.read(known.integrity)).stream.destroy();
  });

  it('never remove what is published again while orphans are looked for', async () => {
    const hour = 60 * 60_000;
    for (let round = 0; round < 200; round += 1) {
      const old = await arrive('again');
      await utimes(old.file, new Date(), new Date(Date.now() - 2 * hour));
      await blobs.keep(old);
      const again = await arrive('again');
      const kept = Promise.withResolvers<void>();
      await blobs.removeOrphans(async () => {
        // It comes while the file is looked at.
        setImmediate(() => kept.resolve(blobs.keep(again)));
        return false;
      }, Date.now() - hour);
      await kept.promise;
      const { stream } = await blobs.read(again.integrity);
      // It closes once its file was opened, which has to be before the file is removed.
      await once(stream.destroy(), 'close');
      await blobs.remove(again.integrity);
    }
  }).timeout(30_000);

  it('remove one, and a second time without complaint', async () => {
    const received = await arrive('gone');
    await blobs.keep(received);
    await blobs.remove(received.integrity);
    await blobs.remove(received.integrity);
    expect(await blobs.read(received.integrity).catch((error: unknown) => error)).to.include({
      code: 'ENOENT',
    });
  });
});

async function* chunks(parts: readonly string[]): AsyncGenerator<Buffer> {
  for (const part of parts) yield Buffer.from(part);
}
