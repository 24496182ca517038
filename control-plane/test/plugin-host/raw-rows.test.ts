import { expect } from 'chai';
import { type RowReader, Splitter } from '../../src/plugin-host/capabilities/database/raw-rows.ts';

/** A message of PostgreSQL: its type, its length, its content. */
function message(type: string, content: Buffer | string = ''): Buffer {
  const bytes = Buffer.from(content);
  const head = Buffer.alloc(5, type, 'latin1');
  head.writeUInt32BE(4 + bytes.length, 1);
  return Buffer.concat([head, bytes]);
}

const BEFORE = [message('1'), message('2'), message('T', 'columns')];
const ROWS = ['a', '', 'D'.repeat(30), '\0\0\0'].map((text) => message('D', text));
const AFTER = [message('C', 'SELECT 4\0'), message('Z', 'I')];
/** With messages in between that nobody wants. */
const STREAM = Buffer.concat([
  ...BEFORE,
  ...ROWS.slice(0, 2),
  message('N', 'a notice'),
  ...ROWS.slice(2),
  ...AFTER,
]);

/** What each has got when the stream arrives in these pieces. */
function split(pieces: readonly Buffer[], options: { wanted?: number; reader?: boolean } = {}) {
  const { wanted = Number.POSITIVE_INFINITY, reader = true } = options;
  const got = { pg: '', rows: '', sizes: [] as number[], settled: 0, refused: 0, order: '' };
  const splitter = new Splitter((bytes) => {
    got.pg += bytes.toString('hex');
    got.order += 'p';
  });
  const mine: RowReader = {
    begin: (size) => {
      got.order += 'b';
      return got.sizes.push(size) <= wanted;
    },
    take: (bytes) => {
      got.rows += bytes.toString('hex');
    },
    settle: () => {
      got.settled += 1;
    },
    refuse: () => {
      got.refused += 1;
    },
  };
  if (reader) splitter.reader = mine;
  for (const piece of pieces) splitter.push(piece);
  return got;
}

const hex = (messages: readonly Buffer[]): string => Buffer.concat(messages).toString('hex');

describe('what PostgreSQL sends', () => {
  it('is split wherever it was cut on its way', () => {
    for (let first = 0; first <= STREAM.length; first += 1) {
      for (let second = first; second <= STREAM.length; second += 1) {
        const pieces = [STREAM.subarray(0, first), STREAM.subarray(first, second), STREAM.subarray(second)];
        const got = split(pieces);
        const where = `cut at ${first} and ${second}`;
        expect(got.pg, where).to.equal(hex([...BEFORE, ...AFTER]));
        expect(got.rows, where).to.equal(hex(ROWS));
        expect(got.sizes, where).to.deep.equal(ROWS.map((row) => row.length - 1));
        expect(got.settled, where).to.equal(3);
        // Its columns are read before a row is.
        expect(got.order, where).to.match(/^p+b/);
      }
    }
  });

  it('is split when each byte comes alone', () => {
    const got = split(Array.from(STREAM, (byte) => Buffer.from([byte])));
    expect(got.pg).to.equal(hex([...BEFORE, ...AFTER]));
    expect(got.rows).to.equal(hex(ROWS));
  });

  it('reaches its reader in one piece where rows lie together', () => {
    let pieces = 0;
    const splitter = new Splitter(() => undefined);
    splitter.reader = {
      begin: () => true,
      take: () => (pieces += 1),
      settle: () => undefined,
      refuse: () => undefined,
    };
    splitter.push(
      Buffer.concat([...BEFORE, ...Array.from({ length: 1000 }, () => message('D', 'a row')), ...AFTER]),
    );
    expect(pieces).to.equal(1);
  });

  it('is dropped where a row is not wanted', () => {
    for (let cut = 0; cut <= STREAM.length; cut += 1) {
      const got = split([STREAM.subarray(0, cut), STREAM.subarray(cut)], { wanted: 3 });
      expect(got.rows).to.equal(hex(ROWS.slice(0, 3)));
      expect(got.pg).to.equal(hex([...BEFORE, ...AFTER]));
    }
  });

  it('is all for pg without a reader', () => {
    for (let cut = 0; cut <= STREAM.length; cut += 1) {
      const got = split([STREAM.subarray(0, cut), STREAM.subarray(cut)], { reader: false });
      expect(got.pg).to.equal(STREAM.toString('hex'));
    }
  });

  it('is refused at its first bytes where another message has more than 1 MiB', () => {
    const head = Buffer.from('E\0\0\0\0');
    head.writeUInt32BE(1024 * 1024 + 1, 1);
    const got = split([Buffer.concat([...BEFORE, head]), Buffer.alloc(1024 * 1024, 'x')]);
    expect(got.refused).to.equal(1);
    expect(got.pg).to.equal(hex(BEFORE));
  });
});
