import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { expect } from 'chai';
import type { Blob, BlobDriver } from '../../src/blobs/driver.ts';

export interface Store {
  /** Two drivers of one store, as two servers have them. */
  drivers: [BlobDriver, BlobDriver];
  close(): Promise<void>;
}

export function blobOf(...chunks: (string | Buffer)[]): Blob {
  const buffers = chunks.map((chunk) => Buffer.from(chunk));
  return { stream: Readable.from(buffers), size: Buffer.concat(buffers).length };
}

const LARGE = Buffer.alloc(3 * 2 ** 20, 'large');

type Case = (driver: BlobDriver, other: BlobDriver) => Promise<void>;

const read = async (driver: BlobDriver, key: string): Promise<string | undefined> => {
  const blob = await driver.get(key);
  if (blob === undefined) return undefined;
  const bytes = await buffer(blob.stream);
  expect(bytes.length).to.equal(blob.size);
  return bytes.toString();
};

export async function keys(driver: BlobDriver, prefix = ''): Promise<string[]> {
  const found: string[] = [];
  for await (const key of driver.list(prefix)) found.push(key);
  return found.toSorted();
}

/** A blob whose stream breaks after its first chunk. */
function breaking(error: Error): Blob {
  async function* chunks(): AsyncGenerator<Buffer> {
    yield Buffer.from('half');
    throw error;
  }
  return { stream: Readable.from(chunks()), size: 8 };
}

const failure = (work: Promise<unknown>): Promise<unknown> => work.catch((error: unknown) => error);

/** What every driver does, whatever it stores blobs in. */
const CONTRACT: [string, Case][] = [
  [
    'gives back what was put, to every server',
    async (driver, other) => {
      await driver.put('a/b/c.tgz', blobOf('one ', 'two'));
      expect(await read(driver, 'a/b/c.tgz')).to.equal('one two');
      expect(await read(other, 'a/b/c.tgz')).to.equal('one two');
    },
  ],
  [
    'takes blobs of no bytes and of many',
    async (driver) => {
      await driver.put('empty', blobOf());
      await driver.put('large', blobOf(LARGE, LARGE));
      expect(await read(driver, 'empty')).to.equal('');
      expect((await read(driver, 'large'))?.length).to.equal(2 * LARGE.length);
    },
  ],
  [
    'has nothing under other keys',
    async (driver) => {
      await driver.put('a/b', blobOf('x'));
      for (const key of ['b', 'a/c', 'a/b.tgz']) expect(await driver.get(key)).to.equal(undefined);
    },
  ],
  [
    'puts other bytes in place of the first, and lets whoever reads these finish',
    async (driver, other) => {
      await driver.put('key', blobOf(LARGE));
      const before = await driver.get('key');
      await other.put('key', blobOf('second'));
      expect(before && (await buffer(before.stream)).equals(LARGE)).to.equal(true);
      expect(await read(driver, 'key')).to.equal('second');
    },
  ],
  [
    'creates a key once',
    async (driver, other) => {
      expect(await driver.create('key', blobOf('first'))).to.equal(true);
      expect(await other.create('key', blobOf('second'))).to.equal(false);
      expect(await read(driver, 'key')).to.equal('first');
      await driver.delete('key');
      expect(await other.create('key', blobOf('third'))).to.equal(true);
    },
  ],
  [
    'lets one of many create a key, and shows it whole from the beginning',
    async (driver, other) => {
      const made = Array.from({ length: 20 }, async (_, n) =>
        (n % 2 ? driver : other).create('key', blobOf(LARGE, `${n}`)),
      );
      const seen = new Set<string | undefined>();
      const all = Promise.all(made);
      const done = new AbortController();
      const ended = all.finally(() => done.abort());
      while (!done.signal.aborted) seen.add(await read(other, 'key'));
      await ended;
      expect((await all).filter((mine) => mine)).to.have.lengthOf(1);
      const last = await read(driver, 'key');
      seen.delete(undefined);
      for (const content of seen) expect(content === last).to.equal(true);
    },
  ],
  [
    'keeps one of two that are put at once',
    async (driver, other) => {
      const first = LARGE.toString();
      const second = Buffer.alloc(LARGE.length, 'other').toString();
      for (let round = 0; round < 5; round += 1) {
        await Promise.all([driver.put('key', blobOf(first)), other.put('key', blobOf(second))]);
        expect([first, second].includes((await read(driver, 'key')) ?? '')).to.equal(true);
      }
    },
  ],
  [
    'stores nothing of what breaks off',
    async (driver) => {
      const broken = new Error('broken');
      await driver.put('known', blobOf('before'));
      expect(await failure(driver.put('known', breaking(broken)))).to.equal(broken);
      expect(await failure(driver.put('new', breaking(broken)))).to.equal(broken);
      expect(await failure(driver.create('new', breaking(broken)))).to.equal(broken);
      expect(await read(driver, 'known')).to.equal('before');
      expect(await keys(driver)).to.deep.equal(['known']);
    },
  ],
  [
    'refuses more or fewer bytes than were announced',
    async (driver) => {
      for (const size of [2, 4]) {
        expect(await failure(driver.put('key', { ...blobOf('abc'), size }))).to.be.instanceOf(Error);
        expect(await failure(driver.create('key', { ...blobOf('abc'), size }))).to.be.instanceOf(Error);
      }
      expect(await keys(driver)).to.deep.equal([]);
    },
  ],
  [
    'lists keys by how they begin',
    async (driver, other) => {
      for (const key of ['packages/ab/1.tgz', 'packages/ac/2.tgz', 'packages-of/3', 'platform']) {
        await driver.put(key, blobOf('x'));
      }
      expect(await keys(other)).to.have.lengthOf(4);
      expect(await keys(other, 'packages/')).to.deep.equal(['packages/ab/1.tgz', 'packages/ac/2.tgz']);
      expect(await keys(other, 'packages/ab')).to.deep.equal(['packages/ab/1.tgz']);
      expect(await keys(other, 'packages')).to.have.lengthOf(3);
      expect(await keys(other, 'nothing/')).to.deep.equal([]);
    },
  ],
  [
    'lists while keys come and go',
    async (driver, other) => {
      await driver.put('stays/1', blobOf('x'));
      const changing = (async () => {
        for (let n = 0; n < 50; n += 1) {
          await other.put(`goes/${n}`, blobOf('x'));
          await other.delete(`goes/${n}`);
        }
      })();
      for (let n = 0; n < 20; n += 1) expect(await keys(driver)).to.include('stays/1');
      await changing;
    },
  ],
  [
    'deletes a key, and a second time without complaint',
    async (driver, other) => {
      await driver.put('key', blobOf(LARGE));
      const before = await driver.get('key');
      await other.delete('key');
      await other.delete('key');
      expect(before && (await buffer(before.stream)).length).to.equal(LARGE.length);
      expect(await driver.get('key')).to.equal(undefined);
      expect(await keys(driver)).to.deep.equal([]);
    },
  ],
  [
    'opens beside a server that writes',
    async (driver, other) => {
      async function* slow(): AsyncGenerator<Buffer> {
        yield Buffer.from('first ');
        await other.open();
        yield Buffer.from('last');
      }
      await driver.put('key', { stream: Readable.from(slow()), size: 10 });
      expect(await read(other, 'key')).to.equal('first last');
    },
  ],
  [
    'refuses what is no key',
    async (driver) => {
      const wrong = ['', '/a', 'a/', 'a//b', '..', 'a/../b', '.hidden', 'a/.hidden', 'a\\b', 'a\0b', 'a b'];
      for (const key of wrong) {
        for (const work of [driver.put(key, blobOf('x')), driver.get(key), driver.delete(key)]) {
          expect(await failure(work), key).to.be.instanceOf(TypeError);
        }
      }
    },
  ],
];

/** @param open makes an empty store */
export function itKeepsTheContract(open: () => Promise<Store>): void {
  for (const [what, holds] of CONTRACT) {
    it(what, async () => {
      const store = await open();
      try {
        for (const driver of store.drivers) await driver.open();
        await holds(...store.drivers);
      } finally {
        await store.close();
      }
    });
  }
}
