import { expect } from 'chai';
import { migration, refusal, statement } from './judged.ts';

const ALLOWED = [
  `select trim(text), trim(both from text), ltrim(text), rtrim(text), btrim(text) from notes`,
  `select trim(both '/' from text), trim(leading '0' from text), trim(trailing E'\\r\\n' from text) from notes`,
  `select ltrim(text, ' 0'), rtrim(text, '.'::text), btrim(bytes, 'x') from notes`,
  `select translate(text, 'äöü', 'aou'), translate($1, '-', text) from notes`,
  `select translate(text, '${'x'.repeat(100)}', '') from notes`,
];

const REFUSED = [
  `translate(text, '${'x'.repeat(101)}', '')`,
  `translate(text, name, '')`,
  `translate(text, $1, '')`,
  `translate(text, 'a' || 'b', '')`,
  `translate(text, repeat('b', 1000000), '')`,
  `translate(text, (select name), '')`,
  `translate(text, lower('A'), '')`,
  `translate(text, 'a'::varchar, '')`,
  `pg_catalog.translate(text, name, '')`,
  `"translate"(text, name, '')`,
  `btrim(text, name)`,
  `ltrim(text, $1)`,
  `rtrim(text, repeat('b', 1000000) || 'a')`,
  `trim(both name from text)`,
  `trim(leading $1 from text)`,
  `trim(name from text)`,
  `trim(text, name)`,
];

describe('sets of characters in SQL', () => {
  for (const sql of ALLOWED) {
    it(`may be ${sql.slice(0, 80)}`, () => expect(refusal(statement(sql))).to.equal(undefined));
  }
  for (const call of REFUSED) {
    it(`must be written out and short, unlike ${call.slice(0, 80)}`, () => {
      const rule = /requires its characters as a literal with at most 100 characters/;
      expect(refusal(statement(`select ${call} from notes`))).to.match(rule);
      expect(refusal(migration(`create table x (text text, y text default ${call})`))).to.match(rule);
    });
  }
});

describe('queries in WITH', () => {
  const chain = (count: number): string => {
    const queries = Array.from(
      { length: count },
      (_, n) => `c${n} as (select ${n === 0 ? 1 : `* from c${n - 1}`})`,
    );
    return `with ${queries.join(', ')} select * from c${count - 1}`;
  };
  const inside = (sql: string): string => `select * from notes where exists (${sql})`;
  const rule = /at most 100 queries in WITH/;

  it('are up to 100, wherever they are', () => {
    for (const sql of [chain(100), inside(chain(100)), `${inside(chain(50))} and exists (${chain(50)})`]) {
      expect(refusal(statement(sql)), sql).to.equal(undefined);
      expect(refusal(migration(`create view v as ${sql}`)), sql).to.equal(undefined);
    }
  });

  it('are no more', () => {
    for (const sql of [chain(101), inside(chain(101)), `${inside(chain(50))} and exists (${chain(51)})`]) {
      expect(refusal(statement(sql)), sql).to.match(rule);
      expect(refusal(migration(`create view v as ${sql}`)), sql).to.match(rule);
    }
  });
});
