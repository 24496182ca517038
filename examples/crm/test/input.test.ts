import { expect } from 'chai';
import { type Problem, as, body, word, wrongFields } from './crm.ts';

const REFUSED = Symbol('refused');

/** What every record of its kind needs beside the field that is tried. */
const others: Record<string, () => Promise<object>> = {
  companies: async () => ({ name: word() }),
  contacts: async () => ({ name: word() }),
  deals: async () => ({ title: word() }),
  activities: async () => {
    const contact = await body((await as('sales')).post('/contacts', { name: word() }), 201);
    return { kind: 'note', text: 'x', contactId: contact.id };
  },
};

/** [what it is, list, field, value that is sent, value that is kept, or that it is refused] */
const cases: [string, keyof typeof others, string, unknown, unknown][] = [
  ['text with spaces around it', 'contacts', 'phone', ' 123 ', '123'],
  ['text of full length', 'contacts', 'phone', 'x'.repeat(50), 'x'.repeat(50)],
  ['text too long', 'contacts', 'phone', 'x'.repeat(51), REFUSED],
  ['text of spaces', 'contacts', 'phone', '   ', REFUSED],
  ['text with NUL', 'contacts', 'phone', '1\x002', REFUSED],
  ['text with a line break', 'contacts', 'phone', '1\n2', REFUSED],
  ['a number as text', 'contacts', 'phone', 5, REFUSED],
  ['nothing for an optional field', 'contacts', 'phone', null, null],
  ['several lines', 'activities', 'text', 'a\n\tb', 'a\n\tb'],
  ['several lines with NUL', 'activities', 'text', 'a\x00b', REFUSED],
  ['an id with SQL', 'contacts', 'companyId', "1' or '1'='1", REFUSED],
  ['an e-mail without a domain', 'contacts', 'email', 'ann@localhost', REFUSED],
  ['an e-mail with two @', 'contacts', 'email', 'a@b@example.com', REFUSED],
  ['an e-mail with a space', 'contacts', 'email', 'ann lee@example.com', REFUSED],
  ['an e-mail with a name', 'contacts', 'email', 'Ann <ann@example.com>', REFUSED],
  ['an e-mail beyond ASCII', 'contacts', 'email', 'ünn@example.com', REFUSED],
  ['a website', 'companies', 'website', ' https://Example.com ', 'https://example.com/'],
  ['a website without a scheme', 'companies', 'website', 'example.com', REFUSED],
  ['a script as website', 'companies', 'website', 'javascript:alert(1)', REFUSED],
  ['a currency', 'deals', 'currency', 'CHF', 'CHF'],
  ['a currency in lower case', 'deals', 'currency', 'chf', REFUSED],
  ['an amount of nothing', 'deals', 'amount', 0, 0],
  ['an amount with cents', 'deals', 'amount', 8.29, 8.29],
  ['the largest amount', 'deals', 'amount', 999999999999.99, 999999999999.99],
  ['an amount too large', 'deals', 'amount', 1e12, REFUSED],
  ['an amount below zero', 'deals', 'amount', -1, REFUSED],
  ['an amount with fractions of a cent', 'deals', 'amount', 0.1 + 0.2, REFUSED],
  ['an amount as text', 'deals', 'amount', '12.50', REFUSED],
  ['a day', 'deals', 'expectedOn', '2028-02-29', '2028-02-29'],
  ['a day that its year lacks', 'deals', 'expectedOn', '2026-02-29', REFUSED],
  ['a day in another order', 'deals', 'expectedOn', '31.03.2026', REFUSED],
  ['a day before PostgreSQL has days', 'deals', 'expectedOn', '0000-01-01', REFUSED],
  ['a time', 'activities', 'happenedAt', '2026-03-31T09:30:00+02:00', '2026-03-31T07:30:00Z'],
  ['a time without seconds', 'activities', 'happenedAt', '2026-03-31T09:30Z', '2026-03-31T09:30:00Z'],
  ['a time without an offset', 'activities', 'happenedAt', '2026-03-31T09:30:00', REFUSED],
  ['a time of no day', 'activities', 'happenedAt', '2026-02-30T09:30:00Z', REFUSED],
  ['a time of no hour', 'activities', 'happenedAt', '2026-03-31T25:30:00Z', REFUSED],
  ['a time before PostgreSQL has years', 'activities', 'happenedAt', '0000-01-01T00:00:00Z', REFUSED],
];

describe('input', () => {
  for (const [name, list, field, sent, kept] of cases) {
    it(`${kept === REFUSED ? 'refuses' : 'takes'} ${name}`, async () => {
      const record = { ...(await others[list]?.()), [field]: sent };
      const answer = (await as('sales')).post(`/${list}`, record);
      if (kept === REFUSED) expect(await wrongFields(answer)).to.have.keys(field);
      else expect(await body(answer, 201)).to.have.property(field, kept);
    });
  }

  it('names every wrong field at once', async () => {
    const wrong = { website: '', nmae: 'Acme' };
    const answer = (await as('sales')).post('/companies', wrong);
    const problem = await body<Problem>(answer, 422);
    expect(problem.code).to.equal('invalid_input');
    expect(problem.detail).to.match(/^3 fields are wrong; the first: /);
    expect(
      Object.fromEntries((problem.issues ?? []).map(({ path, message }) => [path, message])),
    ).to.deep.equal({
      name: 'is required',
      website: 'must not be empty',
      nmae: 'is not known here; known are name, website',
    });
  });

  it('names one wrong field in the detail', async () => {
    const problem = await body<Problem>((await as('sales')).post('/companies', { name: '' }), 422);
    expect(problem.detail).to.equal('name must not be empty');
  });

  for (const sent of [null, [], 'Ann', 3, true]) {
    it(`refuses ${JSON.stringify(sent)} as a whole`, async () => {
      const json = { 'content-type': 'application/json' };
      const answer = (await as('sales')).post('/contacts', JSON.stringify(sent), json);
      expect(await wrongFields(answer)).to.deep.equal({ '': 'must be a JSON object' });
    });
  }

  it('takes names that every object has for unknown fields', async () => {
    const json = { 'content-type': 'application/json' };
    const sent = '{"name": "Ann", "__proto__": {}, "constructor": 1, "toString": 1}';
    const wrong = await body<Problem>((await as('sales')).post('/contacts', sent, json), 422);
    expect(wrong.issues?.map(({ path }) => path)).to.have.members(['__proto__', 'constructor', 'toString']);
  });

  it('keeps what a change leaves out, and clears what it sets to null', async () => {
    const sales = await as('sales');
    const contact = { name: word(), phone: '123', email: `${word()}@example.com` };
    const { id } = await body(sales.post('/contacts', contact), 201);
    expect(await body(sales.patch(`/contacts/${id}`, { phone: null }))).to.include({
      ...contact,
      phone: null,
    });
    expect(await wrongFields(sales.patch(`/contacts/${id}`, {}))).to.deep.equal({
      '': 'must have at least one of name, email, phone, companyId',
    });
    expect(await wrongFields(sales.patch(`/contacts/${id}`, { name: null }))).to.deep.equal({
      name: 'must be a string',
    });
  });
});
