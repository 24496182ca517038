import { byteReader, type ByteReader } from './byte-reader.ts';
import { packageLimits } from './limits.ts';
import { paxPath } from './pax-header.ts';
import { refusal, tooLarge } from './refusal.ts';
import { blockSize, readHeader, type TarHeader } from './tar-header.ts';

export interface TarEntry {
  kind: 'file' | 'directory';
  /** As it is in the archive; not checked. */
  path: string;
  size: number;
  /** Always `size` bytes: a truncated archive throws. Unread bytes are skipped. */
  body: AsyncIterable<Buffer>;
}

const maxPaxHeader = 8 * 1024;
/** Archives are padded to a multiple of a record, 10 KiB by default. */
const maxPadding = 64 * 1024;

/**
 * The entries of a tar archive, one after the other, at most one block ahead of the consumer. Reading stops at the
 * first broken rule. Inspecting and unpacking both use it, so they cannot see different archives.
 *
 * @throws PlexicaError `invalid_package` or `package_too_large`
 */
export async function* readTar(archive: AsyncIterable<Buffer>): AsyncGenerator<TarEntry> {
  const iterator = archive[Symbol.asyncIterator]();
  const reader = byteReader(iterator);
  try {
    yield* entries(reader);
  } finally {
    await iterator.return?.();
  }
}

async function* entries(reader: ByteReader): AsyncGenerator<TarEntry> {
  let path: string | undefined;
  let pending = false;
  let count = 0;
  let unpacked = 0;
  for (;;) {
    const block = await reader.exactly(blockSize);
    if (block.length < blockSize) throw refusal(undefined, 'is truncated: the tar archive has no end');
    if (isZero(block)) break;
    const header = readHeader(block, path);

    if (header.kind === 'pax') {
      if (pending) throw refusal(undefined, 'has two pax headers in a row');
      path = paxPath(await paxBody(reader, header.size));
      pending = true;
      continue;
    }
    path = undefined;
    pending = false;
    if (++count > packageLimits.entries)
      throw tooLarge(`The package has more than ${packageLimits.entries} entries`);
    unpacked += header.size;
    if (unpacked > packageLimits.unpacked) {
      throw tooLarge(
        `The package unpacks to more than ${packageLimits.unpacked / 2 ** 20} MiB, at ${header.path}`,
      );
    }
    const unread = { bytes: header.size };
    yield { kind: header.kind, path: header.path, size: header.size, body: bodyOf(reader, header, unread) };
    for await (const _ of bodyOf(reader, header, unread));
    await skipPadding(reader, header);
  }
  if (pending) throw refusal(undefined, 'ends with a pax header that belongs to no entry');
  await assertEnd(reader);
}

async function paxBody(reader: ByteReader, size: number): Promise<Buffer> {
  if (size > maxPaxHeader)
    throw refusal(undefined, `has a pax header of ${size} bytes; at most ${maxPaxHeader}`);
  const padded = await reader.exactly(Math.ceil(size / blockSize) * blockSize);
  if (padded.length < size) throw refusal(undefined, 'is truncated within a pax header');
  return padded.subarray(0, size);
}

async function* bodyOf(
  reader: ByteReader,
  { path }: TarHeader,
  unread: { bytes: number },
): AsyncGenerator<Buffer> {
  while (unread.bytes > 0) {
    const chunk = await reader.some(unread.bytes);
    if (chunk.length === 0) throw refusal(path, 'is truncated');
    unread.bytes -= chunk.length;
    yield chunk;
  }
}

async function skipPadding(reader: ByteReader, { path, size }: TarHeader): Promise<void> {
  const length = (blockSize - (size % blockSize)) % blockSize;
  const padding = await reader.exactly(length);
  if (padding.length < length) throw refusal(path, 'is truncated');
  if (!isZero(padding)) throw refusal(path, 'hides data behind its end');
}

async function assertEnd(reader: ByteReader): Promise<void> {
  const second = await reader.exactly(blockSize);
  if (second.length < blockSize) throw refusal(undefined, 'is truncated: the tar archive has no end');
  let padding = 0;
  for (let chunk: Buffer = second; chunk.length > 0; chunk = await reader.some(blockSize)) {
    if (!isZero(chunk)) throw refusal(undefined, 'has data after the end of the tar archive');
    padding += chunk.length;
    if (padding > maxPadding)
      throw refusal(undefined, 'has more than 64 KiB of padding after the tar archive');
  }
}

const zeros = Buffer.alloc(blockSize);

/** @param bytes at most one block */
function isZero(bytes: Buffer): boolean {
  return bytes.equals(zeros.subarray(0, bytes.length));
}
