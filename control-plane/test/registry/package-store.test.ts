import { createHash } from 'node:crypto';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { expect } from 'chai';
import { FileBlobs } from '../../src/blobs/filesystem.ts';
import { PackageStore, type Incoming } from '../../src/registry/package-store.ts';
import { publishVersion } from '../../src/registry/publish-version.ts';
import { packageOf } from './packages.ts';
import { startStorage } from './storage.ts';
import { ADMIN } from '../../src/access/principal.ts';

async function* chunks(...parts: (string | Buffer)[]): AsyncGenerator<Buffer> {
  for (const part of parts) yield Buffer.from(part);
}

describe('packages', () => {
  let started: Awaited<ReturnType<typeof startStorage>>;
  let packages: PackageStore;
  /** That of another server on the same database and the same blobs. */
  let other: PackageStore;
  let incoming: string;

  before(async () => {
    started = await startStorage();
    incoming = join(started.folder, 'incoming');
    packages = started.storage.packages;
    other = store('other');
    await other.open();
  });
  after(() => started.close());

  const store = (name: string, blobs = new FileBlobs(join(started.folder, 'blobs'))) =>
    new PackageStore(blobs, started.storage.database, join(started.folder, name));
  const arrive = (...parts: string[]) => packages.receive(chunks(...parts), 100);
  const keep = (arrived: Incoming, from = packages) =>
    started.storage.database.transaction((transaction) => from.keep(arrived, transaction));
  const publish = (octets: Buffer, plugin: string) =>
    publishVersion(started.storage, { plugin, version: '1.0.0' }, chunks(octets), ADMIN);
  const withdraw = (plugin: string) =>
    started.storage.database.rows('DELETE FROM plexica.versions WHERE plugin = $1 RETURNING version', [
      plugin,
    ]);
  const read = async (integrity: string) =>
    (await buffer((await packages.read(integrity)).stream)).toString();
  const expectGone = async (integrity: string) =>
    expect(await packages.read(integrity).catch((error: unknown) => error)).to.include({ code: 'ENOENT' });

  it('are hashed as they arrive, and come back the same', async () => {
    const received = await arrive('one ', 'two');
    expect(received).to.include({
      size: 7,
      integrity: `sha512-${createHash('sha512').update('one two').digest('base64')}`,
      shasum: createHash('sha1').update('one two').digest('hex'),
    });
    await keep(received);
    await packages.discard(received);
    expect(await readdir(incoming)).to.deep.equal([]);
    const { stream, size } = await other.read(received.integrity);
    expect(size).to.equal(7);
    expect((await buffer(stream)).toString()).to.equal('one two');
  });

  it('are kept once, however often they arrive', async () => {
    const [first, second] = await Promise.all([arrive('same'), arrive('same')]);
    await Promise.all([keep(first), keep(second, other)]);
    for (const each of [first, second]) await packages.discard(each);
    const hex = createHash('sha512').update('same').digest('hex');
    const folder = join(started.folder, 'blobs/packages', hex.slice(0, 2));
    expect((await readdir(folder)).filter((name) => name.startsWith(hex))).to.deep.equal([`${hex}.tgz`]);
  });

  it('have at most as many bytes as allowed', async () => {
    const exact = await arrive('x'.repeat(60), 'x'.repeat(40));
    expect(exact.size).to.equal(100);
    await packages.discard(exact);
    const refused = await arrive('x'.repeat(60), 'x'.repeat(41)).catch((error: unknown) => error);
    expect(refused).to.include({ code: 'package_too_large' });
    expect(await readdir(incoming)).to.deep.equal([]);
  });

  it('leave nothing when they break off', async () => {
    const broken = new Error('broken');
    async function* breaking(): AsyncGenerator<Buffer> {
      yield Buffer.from('half');
      throw broken;
    }
    expect(await packages.receive(breaking(), 100).catch((error: unknown) => error)).to.equal(broken);
    expect(await readdir(incoming)).to.deep.equal([]);
  });

  it('that had not arrived when a server was killed are forgotten by its next start, not by another', async () => {
    const arriving = await arrive('on its way');
    await other.open();
    expect(await readFile(arriving.file, 'utf8')).to.equal('on its way');
    await packages.open();
    expect(await readdir(incoming)).to.deep.equal([]);
  });

  it('are removed when no version has them', async () => {
    const { version } = await publish(await packageOf({ id: 'known' }), 'known');
    const orphan = await arrive('nobody knows me');
    await keep(orphan);
    await writeFile(join(started.folder, 'blobs/packages/notes.txt'), 'of an operator');
    await other.removeOrphans();
    await expectGone(orphan.integrity);
    (await packages.read(version.integrity)).stream.destroy();
    expect(await readdir(join(started.folder, 'blobs/packages'))).to.include('notes.txt');
  });

  it('are not removed between their bytes and their row', async () => {
    const { database } = started.storage;
    const arrived = await arrive('published just now');
    await database.transaction(async (transaction) => {
      await packages.keep(arrived, transaction);
      await other.removeOrphans();
      expect(await read(arrived.integrity)).to.equal('published just now');
    });
    // Its row was never written.
    await other.removeOrphans();
    await expectGone(arrived.integrity);
  });

  it('that are published while they are removed come back', async () => {
    const removing = Promise.withResolvers<void>();
    const gate = Promise.withResolvers<void>();
    class Slow extends FileBlobs {
      override async delete(key: string): Promise<void> {
        removing.resolve();
        await gate.promise;
        await super.delete(key);
      }
    }
    const octets = await packageOf({ id: 'returning' });
    await publish(octets, 'returning');
    await withdraw('returning');
    const slow = store('slow', new Slow(join(started.folder, 'blobs')));
    const removed = slow.removeOrphans();
    await removing.promise;
    const published = publish(octets, 'returning');
    let waits = true;
    void published.finally(() => (waits = false));
    for (let waiting = 0; waiting === 0;) {
      const [row] = await started.storage.database.rows<{ count: number }>(
        `SELECT count(*)::int FROM pg_locks WHERE locktype = 'advisory' AND NOT granted`,
      );
      waiting = row?.count ?? 0;
    }
    expect(waits).to.equal(true);
    gate.resolve();
    await removed;
    const { version } = await published;
    expect(
      Buffer.from(await buffer((await packages.read(version.integrity)).stream)).equals(octets),
    ).to.equal(true);
  });

  it('are never lost where one server publishes again and again what others remove', async () => {
    const octets = await packageOf({ id: 'again' });
    const done = new AbortController();
    const cleaning = [packages, other].map(async (each) => {
      while (!done.signal.aborted) await each.removeOrphans();
    });
    try {
      for (let round = 0; round < 25; round += 1) {
        const { version } = await publish(octets, 'again');
        (await packages.read(version.integrity)).stream.destroy();
        await withdraw('again');
      }
    } finally {
      done.abort();
      await Promise.all(cleaning);
    }
  });

  it('of another database are refused', async () => {
    const blobs = join(started.folder, 'foreign');
    await store('foreign-incoming', new FileBlobs(blobs)).open();
    const owner = join(blobs, 'platform');
    expect(await readFile(owner, 'utf8')).to.equal(started.storage.database.platform);
    await store('foreign-incoming', new FileBlobs(blobs)).open();
    await writeFile(owner, '00000000-0000-0000-0000-000000000000');
    const refused = store('foreign-incoming', new FileBlobs(blobs)).open();
    const error = (await refused.catch((caught: unknown) => caught)) as Error;
    expect(error).to.include({ code: 'invalid_configuration' });
    expect(error.message).to.include('PLEXICA_BLOBS').and.include('another database');
    await rm(owner);
    await store('foreign-incoming', new FileBlobs(blobs)).open();
  });
});
