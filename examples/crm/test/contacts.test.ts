import { expect } from 'chai';
import { type Problem, as, body, status, word, wrongFields } from './crm.ts';

interface Contact {
  id: string;
  name: string;
  email: string | null;
  phone: string | null;
  companyId: string | null;
}

interface Contacts {
  items: Contact[];
  nextCursor: string | null;
}

describe('contacts', () => {
  it('are created, shown, changed and deleted', async () => {
    const sales = await as('sales');
    const name = word();
    const contact = await body<Contact>(
      sales.post('/contacts', { name: ` ${name} `, email: `${name}@Example.com`, phone: '+49 30 1234' }),
      201,
    );
    expect(contact).to.include({ name, email: `${name}@example.com`, phone: '+49 30 1234', companyId: null });
    expect(await body(sales.get(`/contacts/${contact.id}`))).to.deep.equal(contact);

    const company = await body(sales.post('/companies', { name: word() }), 201);
    const changed = await body<Contact>(
      sales.patch(`/contacts/${contact.id}`, { phone: null, companyId: company.id }),
    );
    expect(changed).to.include({ name, email: `${name}@example.com`, phone: null, companyId: company.id });

    expect(await status(sales.delete(`/contacts/${contact.id}`))).to.equal(204);
    expect(await status(sales.get(`/contacts/${contact.id}`))).to.equal(404);
  });

  it('have e-mail addresses of their own', async () => {
    const sales = await as('sales');
    const email = `${word()}@example.com`;
    await body(sales.post('/contacts', { name: 'Ann', email }), 201);
    const problem = await body<Problem>(
      sales.post('/contacts', { name: 'Bob', email: email.toUpperCase() }),
      409,
    );
    expect(problem.code).to.equal('contact_exists');
  });

  it('name each bad field', async () => {
    const sales = await as('sales');
    const wrong = { name: '', email: 'ann', phone: 5, companyId: 'acme', mail: 'x' };
    expect(await wrongFields(sales.post('/contacts', wrong))).to.have.all.keys(Object.keys(wrong));
    const nobody = crypto.randomUUID();
    expect(await wrongFields(sales.post('/contacts', { name: 'Ann', companyId: nobody }))).to.deep.equal({
      companyId: 'is not the id of a company',
    });
    const { id } = await body(sales.post('/contacts', { name: 'Ann' }), 201);
    expect(await wrongFields(sales.patch(`/contacts/${id}`, { name: null }))).to.have.keys('name');
    expect(await wrongFields(sales.patch(`/contacts/${id}`, {}))).to.have.keys('');
  });

  it('do not exist under ids that are none', async () => {
    const sales = await as('sales');
    for (const id of ['1', 'null', crypto.randomUUID(), encodeURIComponent("' or true --")]) {
      const problem = await body<Problem>(sales.get(`/contacts/${id}`), 404);
      expect(problem.code).to.equal('contact_not_found');
    }
  });

  it('need a body of JSON', async () => {
    const sales = await as('sales');
    await body(sales.post('/contacts'), 400);
  });

  it('are listed by name, page by page, each once', async () => {
    const sales = await as('sales');
    const company = await body(sales.post('/companies', { name: word() }), 201);
    const names = ['Zoe', 'ann', 'Bob', 'Ann', 'Zoë', 'bob', 'Bob'];
    for (const name of names) await body(sales.post('/contacts', { name, companyId: company.id }), 201);

    const seen: Contact[] = [];
    let cursor = '';
    for (const size of [3, 3, 1]) {
      const page = await body<Contacts>(sales.get(`/contacts?companyId=${company.id}&limit=3${cursor}`));
      expect(page.items).to.have.length(size);
      expect(page.nextCursor).to.equal(size === 3 ? page.nextCursor : null);
      seen.push(...page.items);
      cursor = `&cursor=${page.nextCursor}`;
      // What appears before the cursor does not move the pages.
      await body(sales.post('/contacts', { name: 'aaa', companyId: company.id }), 201);
    }
    expect(seen.map(({ name }) => name.toLowerCase())).to.deep.equal([
      'ann',
      'ann',
      'bob',
      'bob',
      'bob',
      'zoe',
      'zoë',
    ]);
    expect(new Set(seen.map(({ id }) => id)).size).to.equal(7);
  });

  it('are found by words of name, e-mail and phone', async () => {
    const sales = await as('sales');
    const unique = word();
    const { id } = await body(
      sales.post('/contacts', {
        name: `Özil ${unique}`,
        email: `${unique}.x@mail.example`,
        phone: '+49-30/777',
      }),
      201,
    );
    for (const q of [
      unique,
      `özil ${unique}`,
      `ÖZIL ${unique}`,
      `${unique}.x@mail`,
      `777 ${unique}`,
      `(${unique})`,
    ]) {
      const { items } = await body<Contacts>(sales.get(`/contacts?q=${encodeURIComponent(q)}`));
      expect(
        items.map((contact) => contact.id),
        q,
      ).to.deep.equal([id]);
    }
    for (const q of [unique.slice(1), `${unique} nobody`, `${unique}:* | a`, `!${unique} y`]) {
      const { items } = await body<Contacts>(sales.get(`/contacts?q=${encodeURIComponent(q)}`));
      expect(items, q).to.deep.equal([]);
    }
  });

  it('refuse a bad query', async () => {
    const sales = await as('sales');
    const query = new URLSearchParams({
      limit: '0',
      cursor: 'abc',
      q: '!!',
      companyId: 'acme',
      sort: 'name',
    });
    expect(await wrongFields(sales.get(`/contacts?${query.toString()}`))).to.deep.equal({
      limit: 'must be an integer from 1 to 200',
      cursor: 'must be the nextCursor of a page of this list',
      q: 'must contain a letter or a digit',
      companyId: 'must be an id, such as 01890a5d-ac96-774b-bcce-b302099a8057',
      sort: 'is not known here; known are q, limit, cursor, companyId',
    });
    const forged = Buffer.from(JSON.stringify(['ann', "' or true"])).toString('base64url');
    expect(await wrongFields(sales.get(`/contacts?cursor=${forged}`))).to.have.keys('cursor');
  });
});
