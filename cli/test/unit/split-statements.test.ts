import { expect } from 'chai';
import { isStatement, splitStatements } from '../../src/services/db/split-statements.ts';

const rows: [sql: string, statements: string[], rest: string][] = [
  ['select 1', [], 'select 1'],
  ['select 1; select 2;\n', ['select 1', 'select 2'], ''],
  [';; -- nothing\n; /* ; */ ;', [], ''],
  ["select ';', 'it''s;'; x", ["select ';', 'it''s;'"], 'x'],
  ["select e'\\';'; x", ["select e'\\';'"], 'x'],
  ["select '\\'; x", ["select '\\'"], 'x'],
  ['select 1 as "a;""b"; x', ['select 1 as "a;""b"'], 'x'],
  ['select $$;$$, $a$ $$;$a$; x', ['select $$;$$, $a$ $$;$a$'], 'x'],
  ['select $1; x', ['select $1'], 'x'],
  ['select /* ; /* ; */ ; */ 1; x', ['select /* ; /* ; */ ; */ 1'], 'x'],
  ['select 1 -- ;\n; x', ['select 1 -- ;'], 'x'],
  ["select 'open; ", [], "select 'open;"],
  ['select $$open; ', [], 'select $$open;'],
  ['select name$1; x', ['select name$1'], 'x'],
];

describe('statements in a text', () => {
  for (const [sql, statements, rest] of rows) {
    it(JSON.stringify(sql), () => expect(splitStatements(sql)).to.deep.equal({ statements, rest }));
  }

  it('are more than comments', () => {
    expect(isStatement('/* a /* b */ */ -- c')).to.equal(false);
    expect(isStatement('-- c\n x')).to.equal(true);
  });
});
