import { type PluginClient, type RunningPlugin, startPlugin } from '@plexica/sdk/testing';
import { expect } from 'chai';
import { type Problem, body, wrongFields } from './crm.ts';

interface Stage {
  id: string;
  name: string;
  deals: number;
  amounts: Record<string, number>;
}

describe('stages', () => {
  let crm: RunningPlugin;
  let manager: PluginClient;

  // Its own installation: a pipeline is changed as a whole, under everybody's deals.
  before(async () => {
    crm = await startPlugin(import.meta.dirname, {
      config: { stages: ['Lead', 'Offer', 'Contract'], currency: 'USD', pageSize: 2 },
    });
    manager = await crm.as('manager');
  });
  after(() => crm?.close());

  const stages = async () => (await body<{ items: Stage[] }>(manager.get('/stages'))).items;
  const replace = (wanted: unknown) => manager.put('/stages', { stages: wanted });

  it('are those of the configuration at first', async () => {
    expect((await stages()).map(({ name }) => name)).to.deep.equal(['Lead', 'Offer', 'Contract']);
  });

  it('are renamed, reordered, added and removed at once', async () => {
    const [lead, offer, contract] = await stages();
    const answer = await replace([
      { id: contract?.id, name: 'Offer' },
      { name: 'Trial' },
      { id: offer?.id, name: 'Contract' },
    ]);
    const { items } = await body<{ items: Stage[] }>(answer);
    expect(items.map(({ name }) => name)).to.deep.equal(['Offer', 'Trial', 'Contract']);
    expect([items[0]?.id, items[2]?.id]).to.deep.equal([contract?.id, offer?.id]);
    expect(items.some(({ id }) => id === lead?.id)).to.equal(false);
    expect(await stages()).to.deep.equal(items);
  });

  it('count their open deals and sum them by currency', async () => {
    const [, trial] = await stages();
    const open = [{ amount: 10.25 }, { amount: 5 }, { amount: 7, currency: 'CHF' }];
    for (const deal of open)
      await body(manager.post('/deals', { title: 'x', stageId: trial?.id, ...deal }), 201);
    const won = await body(manager.post('/deals', { title: 'x', stageId: trial?.id, amount: 99 }), 201);
    await body(manager.post(`/deals/${won.id}/actions/close`, { outcome: 'won' }));
    const counted = (await stages()).map(({ name, deals, amounts }) => ({ name, deals, amounts }));
    expect(counted).to.deep.equal([
      { name: 'Offer', deals: 0, amounts: {} },
      { name: 'Trial', deals: 3, amounts: { USD: 15.25, CHF: 7 } },
      { name: 'Contract', deals: 0, amounts: {} },
    ]);
    const page = await body<{ items: unknown[]; nextCursor: string }>(manager.get('/deals'));
    expect(page.items, 'as many as the configured page size').to.have.length(2);
  });

  it('with open deals cannot be left out', async () => {
    const before = await stages();
    const problem = await body<Problem>(replace([{ name: 'Other' }]), 409);
    expect(problem.code).to.equal('stage_in_use');
    expect(await stages(), 'nothing half done').to.deep.equal(before);
  });

  it('without open deals are forgotten by their closed ones, which need another to be reopened', async () => {
    const [, trial] = await stages();
    const { items } = await body<{ items: { id: string }[] }>(manager.get('/deals?limit=200&status=open'));
    for (const { id } of items) await body(manager.post(`/deals/${id}/actions/close`, { outcome: 'lost' }));
    const keep = (await stages()).filter(({ id }) => id !== trial?.id).map(({ id, name }) => ({ id, name }));
    await body(replace(keep));

    const path = `/deals/${items[0]?.id}`;
    expect(await body(manager.get(path))).to.include({ status: 'lost', stageId: null });
    expect(await wrongFields(manager.post(`${path}/actions/reopen`, {}))).to.have.keys('stageId');
    const reopened = manager.post(`${path}/actions/reopen`, { stageId: keep[0]?.id });
    expect(await body(reopened)).to.include({ status: 'open', stageId: keep[0]?.id });
  });

  it('replaced by several at once, are those of one of them', async () => {
    const wanted = ['a', 'b', 'c', 'd'].map((suffix) => [`First ${suffix}`, `Last ${suffix}`]);
    const kept = (await stages()).map(({ id, name }) => ({ id, name }));
    const answers = wanted.map((names) => replace([...kept, ...names.map((name) => ({ name }))]));
    for (const answer of answers) await body(answer);
    const names = (await stages()).map(({ name }) => name).slice(kept.length);
    expect(wanted).to.deep.include(names);
  });

  it('name what is wrong with a pipeline', async () => {
    const [first] = await stages();
    const strange = crypto.randomUUID();
    const cases: [unknown, Record<string, string>][] = [
      [undefined, { stages: 'is required' }],
      [[], { stages: 'must be a list of 1 to 30 stages' }],
      [{ name: 'x' }, { stages: 'must be a list' }],
      [
        Array.from({ length: 31 }, (_, at) => ({ name: `${at}` })),
        { stages: 'must be a list of 1 to 30 stages' },
      ],
      [['x'], { 'stages[0]': 'must be a JSON object' }],
      [[{ name: 'x' }, { name: '' }], { 'stages[1].name': 'must not be empty' }],
      [[{ name: 'x' }, { name: 'X' }], { 'stages[1].name': 'is used by another stage too' }],
      [
        [
          { id: first?.id, name: 'x' },
          { id: first?.id, name: 'y' },
        ],
        { 'stages[1].id': 'is used by another stage too' },
      ],
      [[{ id: strange, name: 'x' }], { 'stages[0].id': 'is not the id of a stage' }],
    ];
    for (const [wanted, wrong] of cases) expect(await wrongFields(replace(wanted))).to.deep.equal(wrong);
  });
});
