import { expect } from 'chai';
import * as fields from '../src/fields.ts';

const { WrongValue } = fields;

/** [field, value, what it is read as, or WrongValue] */
const cases: [string, fields.Field<unknown>, unknown, unknown][] = [
  ['text', fields.text(5), ' Ann ', 'Ann'],
  ['text of full length', fields.text(5), 'abcde', 'abcde'],
  ['text too long', fields.text(5), 'abcdef', WrongValue],
  ['text of spaces', fields.text(5), '   ', WrongValue],
  ['text with NUL', fields.text(5), 'a\0b', WrongValue],
  ['text with a line break', fields.text(5), 'a\nb', WrongValue],
  ['lines', fields.text(5, { lines: true }), 'a\nb', 'a\nb'],
  ['lines with NUL', fields.text(5, { lines: true }), 'a\0b', WrongValue],
  ['number as text', fields.text(5), 5, WrongValue],
  ['id', fields.id(), '01890A5D-ac96-774b-bcce-b302099a8057', '01890a5d-ac96-774b-bcce-b302099a8057'],
  ['id with SQL', fields.id(), "1' or '1'='1", WrongValue],
  ['e-mail', fields.email(), 'Ann.Lee+crm@Example.COM', 'ann.lee+crm@example.com'],
  ['e-mail without domain', fields.email(), 'ann@localhost', WrongValue],
  ['e-mail with two @', fields.email(), 'a@b@example.com', WrongValue],
  ['e-mail with a space', fields.email(), 'ann lee@example.com', WrongValue],
  ['e-mail with a name', fields.email(), 'Ann <ann@example.com>', WrongValue],
  ['e-mail beyond ASCII', fields.email(), 'ünn@example.com', WrongValue],
  ['website', fields.website(), 'https://Example.com', 'https://example.com/'],
  ['website without scheme', fields.website(), 'example.com', WrongValue],
  ['script as website', fields.website(), 'javascript:alert(1)', WrongValue],
  ['currency', fields.currency(), 'CHF', 'CHF'],
  ['currency in lower case', fields.currency(), 'chf', WrongValue],
  ['amount', fields.amount(), 12.5, 12.5],
  ['nothing', fields.amount(), 0, 0],
  ['largest amount', fields.amount(), 999999999999.99, 999999999999.99],
  ['amount too large', fields.amount(), 1e12, WrongValue],
  ['amount below zero', fields.amount(), -1, WrongValue],
  ['amount of fractions of a cent', fields.amount(), 0.1 + 0.2, WrongValue],
  ['amount as text', fields.amount(), '12.50', WrongValue],
  ['amount without end', fields.amount(), Infinity, WrongValue],
  ['integer of a query', fields.integer(1, 200), '50', 50],
  ['integer below', fields.integer(1, 200), '0', WrongValue],
  ['integer above', fields.integer(1, 200), 201, WrongValue],
  ['integer with decimals', fields.integer(1, 200), 1.5, WrongValue],
  ['empty integer', fields.integer(0, 200), '', WrongValue],
  ['word', fields.oneOf(['won', 'lost']), 'won', 'won'],
  ['other word', fields.oneOf(['won', 'lost']), 'open', WrongValue],
  ['day', fields.day(), '2028-02-29', '2028-02-29'],
  ['day that its year lacks', fields.day(), '2026-02-29', WrongValue],
  ['day in another order', fields.day(), '31.03.2026', WrongValue],
  ['moment', fields.moment(), '2026-03-31T09:30:00+02:00', '2026-03-31T07:30:00.000Z'],
  ['moment without offset', fields.moment(), '2026-03-31T09:30:00', WrongValue],
  ['moment of no day', fields.moment(), '2026-02-30T09:30:00Z', WrongValue],
  ['moment of no hour', fields.moment(), '2026-03-31T25:30:00Z', WrongValue],
];

describe('fields', () => {
  for (const [name, field, value, expected] of cases) {
    it(expected === WrongValue ? `refuses: ${name}` : `reads: ${name}`, () => {
      if (expected === WrongValue) expect(() => field.read(value)).to.throw(WrongValue, /^must /);
      else expect(field.read(value)).to.equal(expected);
    });
  }
});
