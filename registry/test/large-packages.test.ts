import { expect } from 'chai';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, compose } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { inspectPackage } from '../src/package/inspect.ts';
import type { PackageSource } from '../src/package/package-entries.ts';
import { goodEntries, rawEntry, tarEnd } from './tarballs.ts';

const MiB = 1024 * 1024;

function headerFor(name: string, size: number): Buffer {
  return rawEntry({ name, size: `${size.toString(8).padStart(11, '0')}\0` });
}

/** Fills a file in chunks of 1 MiB. */
function* bigFile(name: string, size: number, chunk: Buffer): Generator<Buffer> {
  yield headerFor(name, size);
  for (let left = size; left > 0; left -= chunk.length) yield chunk.subarray(0, left);
}

function* goodWith(...more: Iterable<Buffer>[]): Generator<Buffer> {
  yield* goodEntries();
  for (const part of more) yield* part;
  yield tarEnd;
}

describe('large packages', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'plexica-large-'));
  });
  after(() => rm(folder, { recursive: true }));

  async function written(chunks: Iterable<Buffer>, level = 1): Promise<string> {
    const file = join(folder, 'package.tgz');
    await pipeline(Readable.from(chunks), createGzip({ level }), createWriteStream(file));
    return file;
  }

  /** How far memory outside and inside the heap grew at its highest, in bytes. */
  async function growth(work: () => Promise<unknown>): Promise<number> {
    const used = () => {
      const { heapUsed, external } = process.memoryUsage();
      return heapUsed + external;
    };
    const before = used();
    let highest = before;
    const watch = setInterval(() => (highest = Math.max(highest, used())), 5);
    watch.unref();
    await work().finally(() => clearInterval(watch));
    return highest - before;
  }

  async function codeOf(source: PackageSource): Promise<string> {
    const error = await inspectPackage(source).catch((caught: unknown) => caught);
    return `${(error as { code?: string }).code}: ${(error as Error).message}`;
  }

  it('of 240 MiB pass in less than 64 MiB of memory', async () => {
    const file = await written(
      goodWith(bigFile('package/dist/ui/a.bin', 240 * MiB, Buffer.alloc(MiB, 'ab\n'))),
    );
    const grown = await growth(() => inspectPackage(file));
    expect(grown).to.be.lessThan(64 * MiB);
  });

  it('that unpack to more than 250 MiB are refused before they are unpacked', async () => {
    const file = await written([...goodEntries(), headerFor('package/a', 251 * MiB)]);
    expect(await codeOf(file)).to.match(/^package_too_large: .*250 MiB, at package\/a/);
  });

  it('that unpack to more than 250 MiB in many files are refused', async () => {
    const files = [0, 1, 2].map((n) => bigFile(`package/${n}`, 90 * MiB, Buffer.alloc(MiB)));
    const file = await written(goodWith(...files));
    expect(await codeOf(file)).to.match(/^package_too_large: .*at package\/2/);
  });

  it('with a million empty entries are refused at the limit, in less than 64 MiB', async () => {
    function* entries(): Generator<Buffer> {
      for (let n = 0; n < 1_000_000; n++) {
        if (n > 20_000) throw new Error('read on after the limit');
        yield rawEntry({ name: `package/${n}` });
      }
    }
    const compressed = compose(Readable.from(entries()), createGzip({ level: 1 }));
    const grown = await growth(async () => {
      expect(await codeOf(compressed)).to.match(/^package_too_large: .*10000 entries/);
    });
    expect(grown).to.be.lessThan(64 * MiB);
  });

  it('of more than 50 MiB packed are refused as they arrive', async () => {
    let sent = 0;
    function* noise(): Generator<Buffer> {
      const first = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]);
      yield first;
      // Stored deflate blocks (RFC 1951) of one tar entry: they take as much room as they hold.
      const stored = Buffer.alloc(65_535);
      headerFor('package/a', 200 * MiB).copy(stored);
      for (;;) {
        yield Buffer.concat([Buffer.from([0, 0xff, 0xff, 0, 0]), stored]);
        stored.fill(0, 0, 512);
        sent += 65_540;
        if (sent > 60 * MiB) throw new Error('read on after the limit');
      }
    }
    expect(await codeOf(noise())).to.match(/^package_too_large: The package has more than 50 MiB packed/);
  });
});
