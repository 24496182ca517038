import { expect } from 'chai';
import type { Parse } from '../../src/sql-policy/tree/read-statements.ts';
import { judgeMigration } from '../../src/sql-policy/migrations/migration-rules.ts';
import { judgeStatement } from '../../src/sql-policy/statements/statement-rules.ts';
import { migration, parse, refusal, statement } from './judged.ts';

const HIDDEN = ', pg_sleep(1)';

/** Texts of which a parser could see less than PostgreSQL gets. */
const REFUSED: Record<string, string> = {
  'low halves of surrogate pairs': `select '${'\udc00'.repeat(HIDDEN.length)}'${HIDDEN}`,
  'high halves of surrogate pairs': `select '${'\ud800x'.repeat(HIDDEN.length)}'${HIDDEN}`,
  'halves in the wrong order': `select '\udc00\ud800'`,
  'a half in a comment': `select 1 /* \ud83d */`,
  'a half in a name': `select 1 as "\ud83d"`,
  'a half at the end': `select 1 -- \ud83d`,
  'U+0000 with more behind it': `select 1\0${HIDDEN}`,
  'U+0000 by an escape': `select E'\\000'`,
  'U+0000 by a Unicode escape': `select U&'\\0000'`,
  'half of a pair by an escape': `select U&'\\d800'`,
  'a byte order mark': '\ufeffselect 1',
  'a statement behind a comment that is open': `select 1 /* /* */ ; drop table x`,
};

const WHOLE: Record<string, string> = {
  'whole surrogate pairs': `select '${'😀'.repeat(1000)}' as "😀"`,
  'separators of lines and paragraphs': `select '\u2028\u2029\u0085\ufeff' as "\u2028"`,
  'a comment at the end': 'select 1 -- é😀',
  'comments in comments': '/* é /* 😀 */ */ select 1 /* é */ ; /* x */ -- y',
  'a semicolon and space at the end': 'select 1;\n\t ;\r\n',
  'the text of a dollar quote': `select $é$ ' ; -- $$ $é$`,
  '60,000 bytes': `select '${'é'.repeat(30_000)}'`,
};

describe('the text that is judged', () => {
  for (const [name, sql] of Object.entries(REFUSED)) {
    it(`is refused with ${name}`, () => {
      expect(refusal(statement(sql))).to.be.a('string');
      expect(refusal(migration(sql))).to.be.a('string');
    });
  }

  for (const [name, sql] of Object.entries(WHOLE)) {
    it(`may have ${name}`, () => {
      expect(refusal(statement(sql))).to.equal(undefined);
      expect(refusal(migration(sql))).to.equal(undefined);
    });
  }

  it('has an SQLSTATE and a reason', () => {
    expect(statement(`select '\ud800'`)).to.deep.equal({
      refused: 'SQL must be valid Unicode. This text contains an unpaired surrogate.',
      sqlstate: '22021',
    });
  });

  for (const [name, blind] of Object.entries({
    'stops at a comment': (sql: string) => sql.split('--')[0] ?? '',
    'stops a byte before the end': (sql: string) => sql.slice(0, -1),
    'skips the first byte': (sql: string) => sql.slice(1),
    'sees something else': () => 'select 1',
    'sees nothing': () => ';',
  })) {
    it(`is refused where the parser ${name}`, () => {
      const half: Parse = (sql) => parse(blind(sql));
      const sql = ' select 1 as "é" -- x';
      expect(refusal(judgeStatement(sql, half))).to.be.a('string');
      expect(refusal(judgeMigration(sql, half))).to.be.a('string');
    });
  }

  it('is cut into statements byte for byte', () => {
    const sql = `-- é\nselect 'é' as "x\u2028" \u000b;/* /* 😀 */ */ select 2 as b\u00a0\n;select 3 -- \u00a0`;
    expect(migration(sql)).to.deep.equal({
      statements: [
        { sql: `select 'é' as "x\u2028"`, line: 2 },
        { sql: 'select 2 as b\u00a0', line: 2 },
        { sql: 'select 3 -- \u00a0', line: 3 },
      ],
    });
  });

  it('keeps the words of the parser for a mistake at its end', () => {
    expect(refusal(statement('select 1 +'))).to.equal('syntax error at end of input');
    expect(refusal(migration('create table'))).to.equal('syntax error at end of input');
  });
});
