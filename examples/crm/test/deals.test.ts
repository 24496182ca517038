import type { PluginClient } from '@plexica/sdk/testing';
import { expect } from 'chai';
import { type Problem, as, body, status, word, wrongFields } from './crm.ts';

interface Deal {
  id: string;
  title: string;
  amount: number;
  currency: string;
  status: string;
  stageId: string | null;
  expectedOn: string | null;
  closedAt: string | null;
  lostReason: string | null;
}

async function stages(client: PluginClient): Promise<{ id: string; name: string }[]> {
  return (await body<{ items: { id: string; name: string }[] }>(client.get('/stages'))).items;
}

async function history(client: PluginClient, deal: Deal): Promise<[string, string][]> {
  const { items } = await body<{ items: { kind: string; text: string }[] }>(
    client.get(`/activities?dealId=${deal.id}`),
  );
  return items.toReversed().map(({ kind, text }) => [kind, text]);
}

describe('deals', () => {
  it('are created in the first stage, in the currency of the configuration', async () => {
    const sales = await as('sales');
    const [first] = await stages(sales);
    const title = word();
    const deal = await body<Deal>(sales.post('/deals', { title }), 201);
    expect(deal).to.include({ title, amount: 0, currency: 'EUR', status: 'open', stageId: first?.id });
    expect(await body(sales.get(`/deals/${deal.id}`))).to.deep.equal(deal);
  });

  it('are changed and deleted', async () => {
    const sales = await as('sales');
    const deal = await body<Deal>(sales.post('/deals', { title: word(), amount: 999999999999.99 }), 201);
    expect(deal.amount).to.equal(999999999999.99);
    const changes = { amount: 12.5, currency: 'CHF', expectedOn: '2028-02-29' };
    expect(await body(sales.patch(`/deals/${deal.id}`, changes))).to.include({
      ...changes,
      title: deal.title,
    });
    expect(await status(sales.delete(`/deals/${deal.id}`))).to.equal(204);
    expect(await status(sales.get(`/deals/${deal.id}`))).to.equal(404);
  });

  it('name each bad field', async () => {
    const sales = await as('sales');
    const wrong = { title: ' ', amount: -1, currency: 'euro', expectedOn: '2026-02-30', stageId: 'new' };
    expect(await wrongFields(sales.post('/deals', wrong))).to.have.all.keys(Object.keys(wrong));
    const nothing = crypto.randomUUID();
    for (const field of ['stageId', 'companyId', 'contactId']) {
      expect(await wrongFields(sales.post('/deals', { title: 'x', [field]: nothing }))).to.deep.equal({
        [field]: `is not the id of a ${field.slice(0, -2)}`,
      });
    }
  });

  it('do not take stage and status from PATCH', async () => {
    const sales = await as('sales');
    const deal = await body<Deal>(sales.post('/deals', { title: word() }), 201);
    const wrong = await wrongFields(
      sales.patch(`/deals/${deal.id}`, { stageId: deal.stageId, status: 'won' }),
    );
    expect(wrong).to.have.keys('stageId', 'status');
  });

  it('move through the pipeline and leave a trace', async () => {
    const sales = await as('sales');
    const [first, second] = await stages(sales);
    const deal = await body<Deal>(sales.post('/deals', { title: word() }), 201);
    const moved = await body<Deal>(sales.post(`/deals/${deal.id}/actions/move`, { stageId: second?.id }));
    expect(moved.stageId).to.equal(second?.id);
    await body(sales.post(`/deals/${deal.id}/actions/move`, { stageId: second?.id }));
    expect(await history(sales, deal)).to.deep.equal([['moved', `${first?.name} → ${second?.name}`]]);

    const nowhere = sales.post(`/deals/${deal.id}/actions/move`, { stageId: crypto.randomUUID() });
    expect(await wrongFields(nowhere)).to.deep.equal({ stageId: 'is not the id of a stage' });
    expect((await history(sales, deal)).length, 'nothing half done').to.equal(1);
  });

  it('are lost for a reason, reopened and won', async () => {
    const sales = await as('sales');
    const [first] = await stages(sales);
    const deal = await body<Deal>(sales.post('/deals', { title: word() }), 201);
    const act = (action: string, json: object) => sales.post(`/deals/${deal.id}/actions/${action}`, json);

    const lost = await body<Deal>(act('close', { outcome: 'lost', reason: 'Too dear' }));
    expect(lost).to.include({ status: 'lost', lostReason: 'Too dear', stageId: deal.stageId });
    expect(lost.closedAt).to.be.a('string');
    for (const refused of [act('close', { outcome: 'won' }), act('move', { stageId: deal.stageId })]) {
      expect((await body<Problem>(refused, 409)).code).to.equal('deal_closed');
    }

    const reopened = await body<Deal>(act('reopen', {}));
    expect(reopened).to.include({ status: 'open', lostReason: null, closedAt: null, stageId: deal.stageId });
    expect((await body<Problem>(act('reopen', {}), 409)).code).to.equal('deal_open');

    expect(await wrongFields(act('close', { outcome: 'won', reason: 'x' }))).to.have.keys('reason');
    expect(await body(act('close', { outcome: 'won' }))).to.include({ status: 'won', lostReason: null });
    expect(await history(sales, deal)).to.deep.equal([
      ['lost', 'Too dear'],
      ['reopened', `lost → ${first?.name}`],
      ['won', `won in ${first?.name}`],
    ]);
  });

  it('moved by several at once, tell one history', async () => {
    const sales = await as('sales');
    const pipeline = await stages(sales);
    const deal = await body<Deal>(sales.post('/deals', { title: word() }), 201);
    const moves = pipeline
      .slice(1)
      .map(({ id }) => sales.post(`/deals/${deal.id}/actions/move`, { stageId: id }));
    for (const move of moves) await body(move);
    const steps = (await history(sales, deal)).map(([, text]) => text.split(' → '));
    const { stageId } = await body<Deal>(sales.get(`/deals/${deal.id}`));
    const last = pipeline.find(({ id }) => id === stageId)?.name;
    expect(steps.map(([from]) => from)).to.deep.equal([
      pipeline[0]?.name,
      ...steps.slice(0, -1).map(([, to]) => to),
    ]);
    expect(steps.at(-1)?.[1]).to.equal(last);
    expect(steps).to.have.length(pipeline.length - 1);
  });

  it('are listed newest first, by status, stage and contact', async () => {
    const sales = await as('sales');
    const contact = await body(sales.post('/contacts', { name: word() }), 201);
    const made: Deal[] = [];
    for (let count = 0; count < 3; count += 1) {
      made.push(
        await body<Deal>(sales.post('/deals', { title: `Deal ${count}`, contactId: contact.id }), 201),
      );
    }
    await body(sales.post(`/deals/${made[1]?.id}/actions/close`, { outcome: 'won' }));
    const titles = async (filter: string) => {
      const { items } = await body<{ items: Deal[] }>(sales.get(`/deals?contactId=${contact.id}&${filter}`));
      return items.map(({ title }) => title);
    };
    expect(await titles('')).to.deep.equal(['Deal 2', 'Deal 1', 'Deal 0']);
    expect(await titles('status=open')).to.deep.equal(['Deal 2', 'Deal 0']);
    expect(await titles(`stageId=${made[0]?.stageId}&q=1`)).to.deep.equal(['Deal 1']);
    const page = await body<{ nextCursor: string }>(sales.get(`/deals?contactId=${contact.id}&limit=2`));
    expect(await titles(`cursor=${page.nextCursor}`)).to.deep.equal(['Deal 0']);
    expect(await wrongFields(sales.get('/deals?status=closed'))).to.have.keys('status');
  });
});
