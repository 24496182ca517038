import { HttpError } from '@plexica/sdk';
import { expect } from 'chai';
import { formatCsv, parseCsv, unguard } from '../src/csv.ts';

async function* inPieces(text: string, size: number) {
  for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
}

async function parse(text: string, size = text.length || 1): Promise<[number, ...string[]][]> {
  const records: [number, ...string[]][] = [];
  for await (const { line, cells } of parseCsv(inPieces(text, size))) records.push([line, ...cells]);
  return records;
}

async function refusal(text: string): Promise<HttpError> {
  try {
    await parse(text);
  } catch (error) {
    if (error instanceof HttpError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('reading CSV', () => {
  const files: [string, string, [number, ...string[]][]][] = [
    ['nothing', '', []],
    ['only line ends', '\r\n\n\r', []],
    ['one cell without a line end', 'a', [[1, 'a']]],
    [
      'CRLF',
      'a,b\r\nc,d\r\n',
      [
        [1, 'a', 'b'],
        [2, 'c', 'd'],
      ],
    ],
    [
      'LF',
      'a,b\nc,d\n',
      [
        [1, 'a', 'b'],
        [2, 'c', 'd'],
      ],
    ],
    [
      'CR',
      'a,b\rc,d\r',
      [
        [1, 'a', 'b'],
        [2, 'c', 'd'],
      ],
    ],
    [
      'empty cells',
      ',\n,a,\n""\n',
      [
        [1, '', ''],
        [2, '', 'a', ''],
        [3, ''],
      ],
    ],
    [
      'empty lines, which count',
      'a\n\n\nb',
      [
        [1, 'a'],
        [4, 'b'],
      ],
    ],
    ['separators and doubled quotes in quotes', '"a,b","say ""hi"""\n', [[1, 'a,b', 'say "hi"']]],
    ['a cell of one quote', '""""', [[1, '"']]],
    [
      'line ends in quotes, which count',
      '"a\r\nb\nc\rd"\r\ne',
      [
        [1, 'a\r\nb\nc\rd'],
        [5, 'e'],
      ],
    ],
    ['spaces, which belong to the cell', ' a , b', [[1, ' a ', ' b']]],
    [
      'semicolons',
      'a;b\n"c;d";e,f',
      [
        [1, 'a', 'b'],
        [2, 'c;d', 'e,f'],
      ],
    ],
    ['a semicolon after a comma', 'a,b;c\n', [[1, 'a', 'b;c']]],
    ['a quoted separator in the first line', '"a;b",c\n', [[1, 'a;b', 'c']]],
    [
      'a semicolon in the second line',
      'a\nb;c',
      [
        [1, 'a'],
        [2, 'b;c'],
      ],
    ],
    ['characters of two units', '😀,é\n', [[1, '😀', 'é']]],
  ];
  for (const [name, text, records] of files) {
    it(name, async () => {
      expect(await parse(text)).to.deep.equal(records);
      expect(await parse(text, 1), 'in pieces of one unit').to.deep.equal(
        name === 'characters of two units' ? await parse(text) : records,
      );
    });
  }

  const broken: [string, string, string][] = [
    ['a quote inside a cell', 'a\nb"c"\n', 'line 2 has a quote inside a cell that does not begin with one'],
    ['text after a closing quote', 'a\n\n"b"c\n', 'line 3 goes on after the closing quote of a cell'],
    ['a quote that stays open', 'a\n"b\nc\n', 'line 2 has a quote that is never closed'],
    ['an endless cell', `a\n${'b'.repeat(10_001)}`, 'line 2 has a cell of more than 10000 characters'],
  ];
  for (const [name, text, message] of broken) {
    it(`refuses ${name}`, async () => {
      const error = await refusal(text);
      expect(error.status).to.equal(422);
      expect(error.message).to.equal(message);
      expect(Object.keys(error.fields ?? {})).to.deep.equal([`lines[${message.split(' ')[1]}]`]);
    });
  }
});

describe('writing CSV', () => {
  const lines: [string, (string | number | null)[], string][] = [
    ['plain cells', ['a', 1.5, null], 'a,1.5,\r\n'],
    [
      'separators, quotes and line ends',
      ['a,b', 'say "hi"', 'c\nd', 'e;f'],
      '"a,b","say ""hi""","c\nd","e;f"\r\n',
    ],
    ['spaces at the edges', [' a', 'b '], '" a","b "\r\n'],
    ['a formula', ['=1+1'], `"'=1+1"\r\n`],
    [
      'a formula that needs quotes',
      ['=HYPERLINK("https://example.com","x")'],
      `"'=HYPERLINK(""https://example.com"",""x"")"\r\n`,
    ],
    ['+, -, @', ['+49 30 1', '-1', '@SUM(A1)'], `"'+49 30 1","'-1","'@SUM(A1)"\r\n`],
    ['a formula after a tab or line end', ['\t=1', '\r=1', '\n=1'], `"'\t=1","'\r=1","'\n=1"\r\n`],
    ['a number below zero, which is no text', [-5], '-5\r\n'],
  ];
  for (const [name, cells, line] of lines) it(name, () => expect(formatCsv(cells)).to.equal(line));

  const nasty = [
    '=1',
    "'=1",
    "''+1",
    "'hello",
    "o'brien",
    '@a',
    '-',
    ' =1',
    'a"b',
    'a,b;c',
    'a\r\nb',
    '\t',
    'ü',
    '',
  ];
  for (const cell of nasty) {
    it(`gives ${JSON.stringify(cell)} back when read again`, async () => {
      const [[, read] = []] = await parse(formatCsv([cell, 'x']));
      expect(unguard(read ?? 'nothing')).to.equal(cell);
    });
  }
});
