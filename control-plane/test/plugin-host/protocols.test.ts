import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { type Answer, type TestServer, startServer } from '../server.ts';

/**
 * `protocols/1.tgz` is what `plexica pack` made for protocol 1 of a plugin that uses each member that `ctx` had then. It is
 * never built again: published plugins are not either. A new protocol gets a package of its own beside it.
 */
const PACKAGE = join(import.meta.dirname, 'protocols/1.tgz');

describe('a plugin that was built with protocol 1', () => {
  let server: TestServer;
  before(async () => {
    server = await startServer();
    await server.request('POST', '/v1/tenants', { json: { slug: 'acme' } });
  });
  after(() => server.stop());

  const ask = (method: string, path: string, more = {}): Promise<Answer> =>
    server.request(method, `/t/acme/protocol-one${path}`, more);
  const body = async (method: string, path: string, more = {}): Promise<unknown> =>
    (await ask(method, path, more)).body;

  it('is published and installed', async () => {
    const published = await server.request('PUT', '/v1/plugins/protocol-one/versions/1.0.0?tag=latest', {
      body: await readFile(PACKAGE),
      headers: { 'Content-Type': 'application/octet-stream' },
    });
    expect(published.status, JSON.stringify(published.body)).to.equal(201);
    const installed = await server.request('POST', '/v1/tenants/acme/plugins', {
      json: { plugin: 'protocol-one' },
    });
    expect(installed.status, JSON.stringify(installed.body)).to.equal(201);
  });

  it('has its tables, with what its onInstall wrote', async () => {
    expect(await body('GET', '/notes')).to.deep.equal([{ text: 'installed', author: 'acme' }]);
  });

  it('writes in a transaction, and logs', async () => {
    const added = await ask('POST', '/notes', { json: { text: 'one' } });
    expect(added.status).to.equal(201);
    expect(added.body).to.have.property('text', 'one');
    expect(await body('GET', '/notes')).to.have.length(2);
    for (;;) {
      const logs = await server.request('GET', '/v1/tenants/acme/plugins/protocol-one/logs');
      if (JSON.stringify(logs.body).includes('added')) break;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });

  it('learns of the request, its tenant and its configuration', async () => {
    expect(await body('GET', '/about?q=a%20b')).to.deep.equal({
      tenant: { slug: 'acme' },
      config: { maximumLength: 280 },
      may: true,
      query: 'a b',
      path: '/about',
      aborted: false,
    });
  });

  it('receives and sends a stream', async () => {
    const sent = new Uint8Array(1_000_000).fill(97);
    const headers = { 'content-type': 'text/plain' };
    const answer = await ask('POST', '/echo', { body: sent, headers, token: null });
    expect(answer.body).to.equal('a'.repeat(1_000_000));
  });

  it('gets the errors that it knows', async () => {
    expect(await body('GET', '/refused/database')).to.deep.equal(['DatabaseError', '42501']);
    expect(await body('GET', '/refused/fetch')).to.deep.equal(['FetchError', 'refused']);
    expect(await ask('GET', '/refused/problem')).to.include({ status: 418 });
  });
});
