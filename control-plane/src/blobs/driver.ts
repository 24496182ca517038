import type { Readable } from 'node:stream';

/** Bytes on their way in or out. */
export interface Blob {
  readonly stream: Readable;
  /** Bytes in the stream. */
  readonly size: number;
}

/**
 * Where bytes are stored under keys: segments of letters, digits, `_`, `-` and `.` with `/` between, none beginning with
 * a dot. Several servers use one store at once, and each may be killed at any moment: a key has all the bytes of one
 * `put` or `create`, or nothing. What has been written when they return outlives a power cut.
 */
export interface BlobDriver {
  /** Call it once before the rest. */
  open(): Promise<void>;
  /**
   * Stores bytes under a key, in place of those that it had.
   *
   * @throws Error what the stream throws, and where it has not `size` bytes; the key has what it had then
   */
  put(key: string, blob: Blob): Promise<void>;
  /**
   * Stores bytes under a key that has none. Of several who try at once, one succeeds.
   *
   * @returns whether it was this call; if not, the key keeps what it has
   * @throws Error as `put` does
   */
  create(key: string, blob: Blob): Promise<boolean>;
  /** @returns the bytes of a key; `undefined` where it has none. Read the stream to its end, or destroy it. */
  get(key: string): Promise<Blob | undefined>;
  /** The keys that begin with `prefix`, in any order. Those that come or go meanwhile may be left out. */
  list(prefix: string): AsyncIterable<string>;
  /** Removes a key with its bytes, if it has any. Who reads them already reads on. */
  delete(key: string): Promise<void>;
}
