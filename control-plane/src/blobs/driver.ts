import type { Readable } from 'node:stream';

/** Bytes on their way in or out. */
export interface Blob {
  readonly stream: Readable;
  /** Bytes in the stream. */
  readonly size: number;
}

/**
 * Stores bytes under keys: segments of letters, digits, `_`, `-` and `.`, separated by `/`, none beginning with a dot.
 * Several servers can use one store, and each can be killed at any moment: a key has all bytes of one `put` or
 * `create`, or none. Data survives a power cut once they return.
 */
export interface BlobDriver {
  /** Call this once before the other methods. */
  open(): Promise<void>;
  /**
   * Stores bytes under a key and replaces existing ones.
   *
   * @throws Error of the stream, or if it does not have `size` bytes; the key is unchanged then
   */
  put(key: string, blob: Blob): Promise<void>;
  /**
   * Stores bytes under a new key. Of several concurrent calls, one succeeds.
   *
   * @returns whether this call succeeded; if not, the key is unchanged
   * @throws Error as `put` does
   */
  create(key: string, blob: Blob): Promise<boolean>;
  /** @returns the bytes of a key; `undefined` if it does not exist. Read the stream to its end, or destroy it. */
  get(key: string): Promise<Blob | undefined>;
  /** The keys that begin with `prefix`, in any order. Keys that are created or deleted meanwhile can be missing. */
  list(prefix: string): AsyncIterable<string>;
  /** Deletes a key if it exists. Current readers can finish. */
  delete(key: string): Promise<void>;
}
