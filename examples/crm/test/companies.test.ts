import { setTimeout } from 'node:timers/promises';
import { expect } from 'chai';
import { type Problem, as, body, status, word, wrongFields } from './crm.ts';

interface Company {
  id: string;
  name: string;
  website: string | null;
  createdAt: string;
  updatedAt: string;
}

describe('companies', () => {
  it('are created, shown, changed and deleted', async () => {
    const sales = await as('sales');
    const name = word();
    const answer = await sales.post('/companies', { name, website: 'https://example.com/a' });
    const company = await body<Company>(answer, 201);
    expect(company).to.include({ name, website: 'https://example.com/a' });
    expect(answer.headers.get('location')).to.match(new RegExp(`/companies/${company.id}$`));
    expect(await body(sales.get(`/companies/${company.id}`))).to.deep.equal(company);

    // Times are kept in whole milliseconds.
    await setTimeout(2);
    const changed = await body<Company>(sales.patch(`/companies/${company.id}`, { website: null }));
    expect(changed).to.include({ name, website: null, createdAt: company.createdAt });
    expect(Date.parse(changed.updatedAt)).to.be.greaterThan(Date.parse(company.updatedAt));

    expect(await status(sales.delete(`/companies/${company.id}`))).to.equal(204);
    expect(await status(sales.get(`/companies/${company.id}`))).to.equal(404);
    expect(await status(sales.delete(`/companies/${company.id}`))).to.equal(404);
  });

  it('have names of their own, whatever the case', async () => {
    const sales = await as('sales');
    const name = word();
    await body(sales.post('/companies', { name }), 201);
    const other = await body(sales.post('/companies', { name: word() }), 201);
    const created = await body<Problem>(sales.post('/companies', { name: name.toUpperCase() }), 409);
    const renamed = await body<Problem>(
      sales.patch(`/companies/${other.id}`, { name: name.toUpperCase() }),
      409,
    );
    expect([created.code, renamed.code]).to.deep.equal(['company_exists', 'company_exists']);
  });

  it('name each bad field', async () => {
    const sales = await as('sales');
    expect(await wrongFields(sales.post('/companies', { website: 'example.com', size: 3 }))).to.deep.equal({
      name: 'is required',
      website: 'must be an address, such as https://example.com',
      size: 'is not known here; known are name, website',
    });
  });

  it('leave their contacts and deals when they are deleted, and take their activities along', async () => {
    const sales = await as('sales');
    const company = await body(sales.post('/companies', { name: word() }), 201);
    const contact = await body(sales.post('/contacts', { name: word(), companyId: company.id }), 201);
    const deal = await body(sales.post('/deals', { title: word(), companyId: company.id }), 201);
    const note = await body(
      sales.post('/activities', { kind: 'note', text: 'Hello', companyId: company.id }),
      201,
    );
    expect(await status(sales.delete(`/companies/${company.id}`))).to.equal(204);
    expect(await body(sales.get(`/contacts/${contact.id}`))).to.include({ companyId: null });
    expect(await body(sales.get(`/deals/${deal.id}`))).to.include({ companyId: null });
    expect(await status(sales.get(`/activities/${note.id}`))).to.equal(404);
  });

  it('are found by words of their name or website', async () => {
    const sales = await as('sales');
    const [first, second] = [word(), word()];
    const { id } = await body(
      sales.post('/companies', { name: `Smith-${first} & Sons`, website: `https://shop.${second}.example` }),
      201,
    );
    for (const q of [first, first.slice(0, 12).toUpperCase(), `${second} ${first}`, `smith & ${first}`]) {
      const { items } = await body<{ items: Company[] }>(sales.get(`/companies?q=${encodeURIComponent(q)}`));
      expect(
        items.map((company) => company.id),
        q,
      ).to.deep.equal([id]);
    }
    const { items } = await body<{ items: Company[] }>(sales.get(`/companies?q=${first}%20nobody`));
    expect(items).to.deep.equal([]);
  });
});
