import { Readable } from 'node:stream';
import { FileBlobs } from '../../src/blobs/filesystem.ts';

/** Puts a blob of which the last bytes never come, until it is killed. */
const [folder = '', key = ''] = process.argv.slice(2);

async function* endless(): AsyncGenerator<Buffer> {
  yield Buffer.alloc(100_000, 'x');
  process.send?.('begun');
  await new Promise((resolve) => setTimeout(resolve, 600_000));
}

const blobs = new FileBlobs(folder);
await blobs.open();
await blobs.put(key, { stream: Readable.from(endless()), size: 200_000 });
