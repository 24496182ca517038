import { expect } from 'chai';
import { requireStorable } from '../../src/installations/storable-config.ts';
import { startServer, type TestServer } from '../server.ts';
import { notes, publish } from './plugin-package.ts';

const deep = (levels: number): unknown => (levels === 0 ? 1 : [deep(levels - 1)]);

describe('a configuration', () => {
  const refused: [string, Record<string, unknown>, string][] = [
    ['the character U+0000', { a: { b: ['x', 'a\0b'] } }, 'a.b[1]: contains the character U+0000'],
    ['half of a surrogate pair', { a: '\ud800' }, 'a: is not valid Unicode'],
    ['such a key', { a: { 'x\ud800': 1 } }, 'a: is not valid Unicode'],
    ['nesting without end', { a: deep(30) }, 'nested more than 20 levels deep'],
    ['what looks like a sealed secret', { a: { $sealed: 'AAAA' } }, 'a.$sealed: is a reserved name'],
  ];
  for (const [name, values, message] of refused) {
    it(`cannot have ${name}`, () => expect(() => requireStorable(values)).to.throw(message));
  }

  it('may have everything else', () => {
    requireStorable({ text: '😀 \\u0000', list: [null, 1.5, true], deep: deep(18), 'a key': {} });
  });
});

describe('a secret of a configuration', () => {
  let server: TestServer;
  before(async () => {
    server = await startServer();
    await server.request('POST', '/v1/tenants', { json: { slug: 'acme' } });
  });
  after(() => server.stop());

  it('is not shown because a new version forgets to mark it', async () => {
    const config = (mark: object) => ({
      type: 'object' as const,
      properties: { key: { type: 'string' as const, ...mark } },
    });
    await publish(server, notes({ id: 'keyed', config: config({ writeOnly: true }) }));
    await publish(server, notes({ id: 'keyed', version: '2.0.0', config: config({}) }));
    const path = '/v1/tenants/acme/plugins';
    await server.request('POST', path, {
      json: { plugin: 'keyed', range: '1.0.0', config: { key: 'hidden' } },
    });
    const update = (dryRun: string, json: object) =>
      server.request('POST', `${path}/keyed/actions/update${dryRun}`, { json });
    for (const dryRun of ['', '?dryRun=true']) {
      const answer = await update(dryRun, {});
      expect(answer.body).to.include({ status: 422, code: 'invalid_config' });
      expect(answer.body.issues).to.deep.equal([
        { path: 'key', message: 'is a secret, but 2.0.0 no longer declares it as one' },
      ]);
    }
    const shown = await server.request('GET', `${path}/keyed/config`);
    expect(shown.body).to.deep.include({ values: {}, secrets: ['key'] });
    expect((await update('', { config: { key: 'open' } })).body.version).to.equal('2.0.0');
    expect((await server.request('GET', `${path}/keyed/config`)).body.values).to.deep.equal({ key: 'open' });
  });

  it('may be named like a property of every object', async () => {
    const config = (mark: object) => ({
      type: 'object' as const,
      properties: { valueOf: { type: 'string' as const, ...mark }, plain: { type: 'string' as const } },
    });
    await publish(server, notes({ id: 'named', config: config({ writeOnly: true }) }));
    await publish(server, notes({ id: 'named', version: '2.0.0', config: config({}) }));
    const path = '/v1/tenants/acme/plugins';
    const first = { plugin: 'named', range: '1.0.0', config: { valueOf: 'hidden' } };
    expect((await server.request('POST', path, { json: first })).status).to.equal(201);
    const shown = async () => (await server.request('GET', `${path}/named/config`)).body;
    await server.request('PUT', `${path}/named/config`, { json: { plain: 'x' } });
    expect(await shown()).to.deep.include({ values: { plain: 'x' }, secrets: ['valueOf'] });
    const updated = await server.request('POST', `${path}/named/actions/update`, { json: {} });
    expect(updated.body.issues).to.deep.equal([
      { path: 'valueOf', message: 'is a secret, but 2.0.0 no longer declares it as one' },
    ]);
  });

  it('goes with an update that has given its key up, as other values do', async () => {
    const text = { type: 'string' as const, default: 'x' };
    const config = (properties: object) => ({ type: 'object' as const, properties });
    await publish(
      server,
      notes({
        id: 'shrunk',
        config: config({ old: { type: 'string', writeOnly: true }, gone: text, kept: text }),
      }),
    );
    await publish(server, notes({ id: 'shrunk', version: '2.0.0', config: config({ kept: text }) }));
    const path = '/v1/tenants/acme/plugins';
    const values = { old: 'hidden', kept: 'y' };
    await server.request('POST', path, { json: { plugin: 'shrunk', range: '1.0.0', config: values } });
    const update = (json: object) => server.request('POST', `${path}/shrunk/actions/update`, { json });
    const refused = await update({ config: { gone: 'z' } });
    expect(refused.body.issues).to.deep.equal([{ path: 'gone', message: 'is not a known key' }]);
    expect((await update({})).body).to.include({ version: '2.0.0' });
    const shown = await server.request('GET', `${path}/shrunk/config`);
    expect(shown.body).to.deep.include({ values: { kept: 'y' }, secrets: [] });
  });

  it('cannot be made up', async () => {
    await publish(server, notes({ id: 'loose', config: { type: 'object', properties: { any: {} } } }));
    const path = '/v1/tenants/acme/plugins';
    await server.request('POST', path, { json: { plugin: 'loose' } });
    const values = { any: { $sealed: 'AAAA' } };
    const answer = await server.request('PUT', `${path}/loose/config`, { json: values });
    expect(answer.body).to.include({ status: 422, code: 'invalid_config' });
  });
});
