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
      const rule = /takes its characters written out, and at most 100 of them/;
      expect(refusal(statement(`select ${call} from notes`))).to.match(rule);
      expect(refusal(migration(`create table x (text text, y text default ${call})`))).to.match(rule);
    });
  }
});
