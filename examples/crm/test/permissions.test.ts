import { expect } from 'chai';
import { anonymous, as, body, word } from './crm.ts';

const everything = ['contacts', 'companies', 'deals', 'activities'];

describe('permissions', () => {
  it('let viewers read and not write', async () => {
    const viewer = await as('viewer');
    const id = crypto.randomUUID();
    for (const noun of everything) {
      expect((await viewer.get(`/${noun}`)).status, `GET /${noun}`).to.equal(200);
      for (const [route, answer] of [
        [`POST /${noun}`, viewer.post(`/${noun}`, {})],
        [`PATCH /${noun}/:id`, viewer.patch(`/${noun}/${id}`, {})],
        [`DELETE /${noun}/:id`, viewer.delete(`/${noun}/${id}`)],
      ] as const) {
        expect((await answer).status, route).to.equal(403);
      }
    }
    for (const action of ['move', 'close', 'reopen']) {
      expect((await viewer.post(`/deals/${id}/actions/${action}`, {})).status, action).to.equal(403);
    }
    expect((await viewer.post('/contacts.csv', {})).status).to.equal(403);
  });

  it('let only managers change the pipeline', async () => {
    const sales = await as('sales');
    const pipeline = await body<{ items: { id: string; name: string }[] }>(sales.get('/stages'));
    const same = { stages: pipeline.items.map(({ id, name }) => ({ id, name })) };
    expect((await sales.put('/stages', same)).status).to.equal(403);
    expect(await body(await (await as('manager')).put('/stages', same))).to.have.property('items');
  });

  it('are needed one by one', async () => {
    const reader = await as({ permissions: ['contacts.read'] });
    expect((await reader.get('/contacts')).status).to.equal(200);
    expect((await reader.get('/contacts.csv')).status).to.equal(200);
    for (const path of ['/companies', '/deals', '/deals.csv', '/stages', '/activities']) {
      expect((await reader.get(path)).status, path).to.equal(403);
    }
    expect((await reader.post('/contacts', { name: word() })).status).to.equal(403);
  });

  it('are asked of everybody', async () => {
    for (const noun of everything) expect((await anonymous().get(`/${noun}`)).status).to.equal(401);
  });
});
