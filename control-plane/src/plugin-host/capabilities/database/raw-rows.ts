import pg from 'pg';

/** Bytes of the type and the length that every message of PostgreSQL begins with (manual, 54.1). */
const HEAD = 5;
const DATA_ROW = 0x44;
const NOTICE = 0x4e;
/** Largest other message in bytes: an error can quote a value of 1 GB, and `pg` would keep all of it. */
const MESSAGE_LIMIT = 1024 * 1024;

/** Receives the rows of the current statement of a connection. */
export interface RowReader {
  /**
   * A row begins.
   *
   * @param size bytes of its message after the type
   * @returns whether it is wanted
   */
  begin(size: number): boolean;
  /** Bytes of the messages of wanted rows, as PostgreSQL sent them; a message may go on in the next piece. */
  take(bytes: Buffer): void;
  /** Everything that arrived together was taken. */
  settle(): void;
  /** A message that is not a row is larger than 1 MiB and is not read. */
  refuse(): void;
}

/** The part of `pg`'s connection that hands its stream to `pg`'s parser. */
interface Parsed {
  attachListeners(stream: Incoming): void;
}

interface Incoming {
  on(event: 'data' | 'end', listener: (bytes: Buffer) => void): unknown;
}

const splitters = new WeakMap<object, Splitter>();

/** A client whose statements can have a `RowReader` for their rows. `pg` receives all other messages. */
export function createClient(config: pg.ClientConfig): pg.Client {
  const client = new pg.Client(config);
  const { connection } = client as unknown as { connection: Parsed };
  const attach = connection.attachListeners.bind(connection);
  connection.attachListeners = (stream) => {
    attach({
      on: (event, listener) => {
        if (event === 'end') return stream.on(event, listener);
        const splitter = new Splitter(listener);
        splitters.set(connection, splitter);
        return stream.on('data', (bytes) => splitter.push(bytes));
      },
    });
  };
  return client;
}

/** @param reader of the statement that was sent just now; without one rows go to `pg` again */
export function setRowReader(connection: object, reader: RowReader | undefined): void {
  const splitter = splitters.get(connection);
  if (!splitter) throw new Error('this connection was not made by createClient');
  splitter.reader = reader;
}

/** Splits the stream of PostgreSQL into messages, without copying, and passes each to its receiver. */
export class Splitter {
  reader: RowReader | undefined;
  readonly #pg: (bytes: Buffer) => void;
  /** A head that has arrived in part. */
  #head = Buffer.alloc(0);
  /** Bytes of the message at hand that have not arrived, and where they go. */
  #left = 0;
  #to: 'pg' | 'reader' | 'nobody' = 'pg';

  constructor(listener: (bytes: Buffer) => void) {
    this.#pg = listener;
  }

  push(chunk: Buffer): void {
    let bytes = chunk;
    if (this.#head.length > 0) {
      bytes = Buffer.concat([this.#head, chunk]);
      this.#head = Buffer.alloc(0);
    }
    // Messages in a row with one destination are handed over as one piece.
    let from = 0;
    let at = Math.min(this.#left, bytes.length);
    this.#left -= at;
    while (this.#left === 0 && bytes.length - at >= HEAD) {
      const type = bytes[at] as number;
      const size = bytes.readUInt32BE(at + 1);
      // The reader of a row has to know its columns, which `pg` reads.
      if (type === DATA_ROW && this.#to === 'pg') {
        this.#give(bytes.subarray(from, at));
        from = at;
      }
      const to = this.#destination(type, size);
      if (to !== this.#to) {
        this.#give(bytes.subarray(from, at));
        from = at;
        this.#to = to;
      }
      const end = Math.min(at + 1 + size, bytes.length);
      this.#left = at + 1 + size - end;
      at = end;
    }
    this.#give(bytes.subarray(from, at));
    // A copy: the whole piece would be kept for four bytes.
    if (at < bytes.length) this.#head = Buffer.from(bytes.subarray(at));
    this.reader?.settle();
  }

  #destination(type: number, size: number): 'pg' | 'reader' | 'nobody' {
    const { reader } = this;
    if (!reader) return 'pg';
    if (type === DATA_ROW) return reader.begin(size) ? 'reader' : 'nobody';
    // Nobody listens to them, and a statement can make any number.
    if (type === NOTICE) return 'nobody';
    if (size <= MESSAGE_LIMIT) return 'pg';
    reader.refuse();
    return 'nobody';
  }

  #give(bytes: Buffer): void {
    if (bytes.length === 0) return;
    if (this.#to === 'pg') this.#pg(bytes);
    else if (this.#to === 'reader') this.reader?.take(bytes);
  }
}
