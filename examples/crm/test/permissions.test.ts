import { expect } from 'chai';
import { anonymous, as, body, status, word } from './crm.ts';

const everything = ['contacts', 'companies', 'deals', 'activities'];

describe('permissions', () => {
  it('let viewers read and not write', async () => {
    const viewer = await as('viewer');
    const id = crypto.randomUUID();
    for (const noun of everything) {
      expect(await status(viewer.get(`/${noun}`)), `GET /${noun}`).to.equal(200);
      for (const [route, answer] of [
        [`POST /${noun}`, viewer.post(`/${noun}`, {})],
        [`PATCH /${noun}/:id`, viewer.patch(`/${noun}/${id}`, {})],
        [`DELETE /${noun}/:id`, viewer.delete(`/${noun}/${id}`)],
      ] as const) {
        expect(await status(answer), route).to.equal(403);
      }
    }
    for (const action of ['move', 'close', 'reopen']) {
      expect(await status(viewer.post(`/deals/${id}/actions/${action}`, {})), action).to.equal(403);
    }
    expect(await status(viewer.post('/contacts.csv', {}))).to.equal(403);
  });

  it('let only managers change the pipeline', async () => {
    const sales = await as('sales');
    const pipeline = await body<{ items: { id: string; name: string }[] }>(sales.get('/stages'));
    const same = { stages: pipeline.items.map(({ id, name }) => ({ id, name })) };
    expect(await status(sales.put('/stages', same))).to.equal(403);
    expect(await body(await (await as('manager')).put('/stages', same))).to.have.property('items');
  });

  it('are needed one by one', async () => {
    const reader = await as({ permissions: ['contacts.read'] });
    expect(await status(reader.get('/contacts'))).to.equal(200);
    expect(await status(reader.get('/contacts.csv'))).to.equal(200);
    for (const path of ['/companies', '/deals', '/deals.csv', '/stages', '/activities']) {
      expect(await status(reader.get(path)), path).to.equal(403);
    }
    expect(await status(reader.post('/contacts', { name: word() }))).to.equal(403);
  });

  it('are asked of everybody', async () => {
    for (const noun of everything) expect(await status(anonymous().get(`/${noun}`))).to.equal(401);
  });
});
