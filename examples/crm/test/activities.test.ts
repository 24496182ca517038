import { expect } from 'chai';
import { type Problem, as, body, status, word, wrongFields } from './crm.ts';

interface Activity {
  id: string;
  kind: string;
  text: string;
  author: string;
  happenedAt: string;
  contactId: string | null;
}

interface Activities {
  items: Activity[];
  nextCursor: string | null;
}

describe('activities', () => {
  it('are written, shown, changed and deleted', async () => {
    const sales = await as('sales');
    const contact = await body(sales.post('/contacts', { name: word() }), 201);
    const call = { kind: 'call', text: 'Asked for\na quote', happenedAt: '2026-03-31T09:30:00.123+02:00' };
    const activity = await body<Activity>(sales.post('/activities', { ...call, contactId: contact.id }), 201);
    expect(activity).to.include({ ...call, happenedAt: '2026-03-31T07:30:00.123Z', contactId: contact.id });
    expect(activity.author).to.be.a('string').and.not.equal('');
    expect(await body(sales.get(`/activities/${activity.id}`))).to.deep.equal(activity);

    const changed = await body<Activity>(
      sales.patch(`/activities/${activity.id}`, { text: 'Asked for two' }),
    );
    expect(changed).to.deep.equal({ ...activity, text: 'Asked for two' });
    expect(await status(sales.delete(`/activities/${activity.id}`))).to.equal(204);
    expect(await status(sales.delete(`/activities/${activity.id}`))).to.equal(404);
  });

  it('have one subject', async () => {
    const sales = await as('sales');
    const contact = await body(sales.post('/contacts', { name: word() }), 201);
    const deal = await body(sales.post('/deals', { title: word() }), 201);
    const note = { kind: 'note', text: 'x' };
    expect(await wrongFields(sales.post('/activities', note))).to.have.keys(
      'contactId',
      'companyId',
      'dealId',
    );
    expect(
      await wrongFields(sales.post('/activities', { ...note, contactId: contact.id, dealId: deal.id })),
    ).to.have.keys('contactId', 'dealId');
    const nobody = sales.post('/activities', { ...note, contactId: crypto.randomUUID() });
    expect(await wrongFields(nobody)).to.deep.equal({ contactId: 'is not the id of a contact' });
  });

  it('of a kind that deals record cannot be written, changed or deleted', async () => {
    const sales = await as('sales');
    const deal = await body(sales.post('/deals', { title: word() }), 201);
    const forged = { kind: 'won', text: 'x', dealId: deal.id };
    expect(await wrongFields(sales.post('/activities', forged))).to.deep.equal({
      kind: 'must be one of note, call, email, meeting',
    });
    await body(sales.post(`/deals/${deal.id}/actions/close`, { outcome: 'won' }));
    const { items } = await body<Activities>(sales.get(`/activities?dealId=${deal.id}&kind=won`));
    const path = `/activities/${items[0]?.id}`;
    expect((await body<Problem>(sales.patch(path, { text: 'lost' }), 409)).code).to.equal(
      'activity_recorded',
    );
    expect((await body<Problem>(sales.delete(path), 409)).code).to.equal('activity_recorded');
    expect(await status(sales.delete(`/deals/${deal.id}`))).to.equal(204);
    expect(await status(sales.get(path))).to.equal(404);
  });

  it('are listed last first, page by page, those of one moment too', async () => {
    const sales = await as('sales');
    const contact = await body(sales.post('/contacts', { name: word() }), 201);
    for (const [text, happenedAt] of [
      ['second', '2026-01-02T00:00:00.001Z'],
      ['first', '2026-01-01T00:00:00Z'],
      ['second too', '2026-01-02T00:00:00.001Z'],
      ['third', '2026-01-02T00:00:00.002Z'],
    ]) {
      await body(sales.post('/activities', { kind: 'note', text, happenedAt, contactId: contact.id }), 201);
    }
    const seen: string[] = [];
    let cursor = '';
    do {
      const page: Activities = await body(sales.get(`/activities?contactId=${contact.id}&limit=1${cursor}`));
      seen.push(...page.items.map(({ text }) => text));
      cursor = page.nextCursor === null ? '' : `&cursor=${page.nextCursor}`;
    } while (cursor !== '');
    expect(seen).to.deep.equal(['third', 'second too', 'second', 'first']);
    const { items } = await body<Activities>(sales.get(`/activities?contactId=${contact.id}&q=too`));
    expect(items.map(({ text }) => text)).to.deep.equal(['second too']);
  });
});
