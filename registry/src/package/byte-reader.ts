/** Reads a stream of chunks in pieces of chosen length. */
export interface ByteReader {
  /** Exactly `length` bytes; fewer only where the stream ends. */
  exactly(length: number): Promise<Buffer>;
  /** The next 1 to `most` bytes, without copying; empty at the end of the stream. */
  some(most: number): Promise<Buffer>;
}

const nothing = Buffer.alloc(0);

export function byteReader(chunks: AsyncIterator<Buffer>): ByteReader {
  let held: Buffer = nothing;

  async function some(most: number): Promise<Buffer> {
    while (held.length === 0) {
      const next = await chunks.next();
      if (next.done) return nothing;
      held = next.value;
    }
    const piece = held.subarray(0, most);
    held = held.subarray(piece.length);
    return piece;
  }

  async function exactly(length: number): Promise<Buffer> {
    let bytes = await some(length);
    while (bytes.length < length) {
      const more = await some(length - bytes.length);
      if (more.length === 0) break;
      bytes = Buffer.concat([bytes, more]);
    }
    return bytes;
  }

  return { exactly, some };
}
