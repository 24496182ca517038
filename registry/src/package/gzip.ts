import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32, createDeflateRaw, createInflateRaw } from 'node:zlib';
import { refusal } from './refusal.ts';

const headerLength = 10;
const trailerLength = 8;
/** RFC 1952: deflate, no name, comment or extra field, no time, "unknown" system: the same on every machine. */
const fixedHeader = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255]);

/** Bytes passed to a thread at once: passing each small part of an archive alone would take longer than the work. */
const partLength = 64 * 1024;

/** Compresses to one gzip member. The same bytes in give the same bytes out. */
export async function* gzip(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let checksum = 0;
  let length = 0;
  const deflate = createDeflateRaw({ level: 9 });
  async function* counted(): AsyncGenerator<Buffer> {
    for await (const part of joined(source)) {
      checksum = crc32(part, checksum);
      length += part.length;
      yield part;
    }
  }
  const finished = pipeline(counted(), deflate);
  // The loop below throws the same error; without this it would count as unhandled as well.
  finished.catch(() => undefined);
  yield fixedHeader;
  yield* deflate as AsyncIterable<Buffer>;
  await finished;
  const trailer = Buffer.alloc(trailerLength);
  trailer.writeUInt32LE(checksum, 0);
  trailer.writeUInt32LE(length % 2 ** 32, 4);
  yield trailer;
}

async function* joined(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of source) {
    chunks.push(chunk);
    length += chunk.length;
    if (length < partLength) continue;
    yield Buffer.concat(chunks);
    chunks = [];
    length = 0;
  }
  if (length > 0) yield Buffer.concat(chunks);
}

/**
 * Decompresses exactly one gzip member. Refuses what Node's own gunzip accepts: further members, bytes after the end,
 * extra header fields. It decompresses only as fast as the output is read.
 *
 * @throws PlexicaError `invalid_package`
 */
export async function* gunzipOneMember(source: Readable): AsyncGenerator<Buffer> {
  const envelope = splitEnvelope();
  const inflate = createInflateRaw({ chunkSize: 64 * 1024 });
  const finished = pipeline(source, envelope.stream, inflate);
  finished.catch(() => undefined);

  let checksum = 0;
  let length = 0;
  try {
    // By default, the iterator destroys the stream at its end, before the checksum has arrived.
    const chunks = inflate.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
    for await (const chunk of chunks) {
      checksum = crc32(chunk, checksum);
      length += chunk.length;
      yield chunk;
    }
    await finished;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (code === 'Z_BUF_ERROR') throw refusal(undefined, 'is truncated: the gzip data has no end');
    if (code.startsWith('Z_')) throw refusal(undefined, `is not valid gzip: ${(error as Error).message}`);
    throw error;
  } finally {
    inflate.destroy();
  }

  const rest = envelope.received() - headerLength - inflate.bytesWritten;
  if (rest < trailerLength) throw refusal(undefined, 'is truncated: the gzip checksum is missing');
  if (rest > trailerLength) {
    throw refusal(
      undefined,
      `has ${rest - trailerLength} bytes after the end of its gzip data; only one gzip member is allowed`,
    );
  }
  const trailer = envelope.tail();
  if (trailer.readUInt32LE(0) !== checksum || trailer.readUInt32LE(4) !== length % 2 ** 32) {
    throw refusal(undefined, 'is damaged: the gzip checksum or length does not match');
  }
}

/** Takes off and checks the gzip header, counts what passes and remembers its last bytes. */
function splitEnvelope() {
  let received = 0;
  let header = Buffer.alloc(0);
  let tail = Buffer.alloc(0);
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      received += chunk.length;
      tail = Buffer.concat([tail, chunk.subarray(-trailerLength)]).subarray(-trailerLength);
      if (header.length === headerLength) return done(null, chunk);
      const missing = headerLength - header.length;
      header = Buffer.concat([header, chunk.subarray(0, missing)]);
      const problem = header.length === headerLength ? headerProblem(header) : undefined;
      return problem ? done(refusal(undefined, problem)) : done(null, chunk.subarray(missing));
    },
    flush(done) {
      done(
        header.length < headerLength
          ? refusal(undefined, 'is not a gzip file: it has less than 10 bytes')
          : null,
      );
    },
  });
  return { stream, received: () => received, tail: () => tail };
}

function headerProblem(header: Buffer): string | undefined {
  if (header[0] !== 0x1f || header[1] !== 0x8b || header[2] !== 8) return 'is not a gzip file';
  return header[3] === 0 ? undefined : 'has extra fields in its gzip header, which are not allowed';
}
