import { expect } from 'chai';
import { person } from '../people.ts';
import { startServer, type TestServer } from '../server.ts';
import { superuser } from '../superuser.ts';

describe('clients', () => {
  let server: TestServer;
  let ada: string;

  before(async () => {
    server = await startServer();
    for (const slug of ['acme', 'globex']) await server.request('POST', '/v1/tenants', { json: { slug } });
    ada = await person(server, 'acme', 'ada@acme.test', ['admin']);
  });
  after(() => server.stop());

  const CLIENTS = '/v1/tenants/acme/clients';
  const call = (method: string, path: string, json?: unknown, token = ada) =>
    server.request(method, `${CLIENTS}${path}`, { token, json });

  it('are created with a secret that is shown once', async () => {
    const made = await call('POST', '', { name: 'billing', permissions: ['crm.*', 'members.read'] });
    expect(made.status, JSON.stringify(made.body)).to.equal(201);
    expect(made.headers.get('Cache-Control')).to.equal('no-store');
    const { secret, tokenEndpoint, ...client } = made.body;
    expect(secret).to.match(/^plx_[\w-]{43}$/);
    expect(tokenEndpoint).to.equal(`${server.url}/realms/acme/token`);
    expect(client).to.include({ name: 'billing' });
    expect(client.createdBy).to.match(/^member:/);
    const shown = await server.request('GET', made.headers.get('Location') as string, { token: ada });
    expect(shown.body).to.deep.equal(client);
    expect((await call('GET', '')).body.items).to.deep.equal([client]);
    const database = await superuser(server);
    const { rows } = await database.query('SELECT c::text AS text FROM plexica.clients c');
    await database.end();
    expect(rows[0].text).not.to.contain(secret);
  });

  it('have names of their own', async () => {
    await call('POST', '', { name: 'twice', permissions: ['members.read'] });
    const { body } = await call('POST', '', { name: 'twice', permissions: ['members.read'] });
    expect(body).to.include({ status: 409, code: 'client_exists' });
  });

  /** Asks for an access token as RFC 6749, 4.4 says. */
  const tokenOf = async (id: string, secret: string, realm = 'acme') => {
    const answer = await fetch(`${server.url}/realms/${realm}/token`, {
      method: 'POST',
      headers: { Authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    });
    return ((await answer.json()) as { access_token?: string }).access_token;
  };

  it('get access tokens, which are worth their permissions in their tenant', async () => {
    const { body } = await call('POST', '', { name: 'reader', permissions: ['members.read'] });
    const token = (await tokenOf(body.id, body.secret)) as string;
    const read = (path: string) => server.request('GET', path, { token });
    expect((await read('/v1/auth/me')).body).to.deep.equal({
      id: `client:${body.id}`,
      name: 'reader',
      scope: 'tenant:acme',
      permissions: ['members.read'],
      tenant: 'acme',
    });
    expect((await read('/v1/tenants/acme/members')).status).to.equal(200);
    const refused = await read(CLIENTS);
    expect(refused.status).to.equal(403);
    expect(refused.body.detail).to.equal('the client reader does not have the permission clients.read');
    expect((await read('/v1/tenants/globex/members')).status).to.equal(403);
    expect(await tokenOf(body.id, body.secret, 'globex')).to.equal(undefined);
    await call('DELETE', `/${body.id}`);
    expect((await read('/v1/auth/me')).status).to.equal(401);
    expect(await tokenOf(body.id, body.secret)).to.equal(undefined);
  });

  it('get a new secret, beside the previous one for a while', async () => {
    const { body } = await call('POST', '', { name: 'rotated', permissions: ['members.read'] });
    const rotate = async (json: object) => (await call('POST', `/${body.id}/actions/rotate`, json)).body;
    const valid = async (secrets: string[]) => {
      const answers: boolean[] = [];
      for (const secret of secrets) answers.push((await tokenOf(body.id, secret)) !== undefined);
      return answers;
    };
    const second = await rotate({ overlapSeconds: 60 });
    expect(await valid([body.secret, second.secret, 'plx_other'])).to.deep.equal([true, true, false]);
    const third = await rotate({});
    expect(await valid([body.secret, second.secret, third.secret])).to.deep.equal([false, false, true]);
  });

  it('cannot have, keep or give up more than the caller has', async () => {
    const role = { key: 'machinist', permissions: ['clients.*', 'members.read'] };
    await server.request('POST', '/v1/tenants/acme/roles', { json: role });
    const token = await person(server, 'acme', 'machinist@acme.test', ['machinist']);
    const { body: strong } = await call('POST', '', { name: 'strong', permissions: ['*'] });
    for (const answer of [
      await call('POST', '', { name: 'mine', permissions: ['members.*'] }, token),
      await call('POST', `/${strong.id}/actions/rotate`, {}, token),
      await call('DELETE', `/${strong.id}`, undefined, token),
    ]) {
      expect(answer.body).to.include({ status: 403, code: 'not_allowed' });
    }
    const own = await call('POST', '', { name: 'mine', permissions: ['members.read'] }, token);
    expect(own.status).to.equal(201);
    expect((await call('DELETE', `/${own.body.id}`, undefined, token)).status).to.equal(204);
  });

  it('are deleted with their tenant', async () => {
    await server.request('POST', '/v1/tenants', { json: { slug: 'brief' } });
    const json = { name: 'sync', permissions: ['members.read'] };
    const made = await server.request('POST', '/v1/tenants/brief/clients', { json });
    expect(made.status).to.equal(201);
    expect((await server.request('DELETE', '/v1/tenants/brief')).status).to.equal(204);
    await server.request('POST', '/v1/tenants', { json: { slug: 'brief' } });
    expect((await server.request('GET', '/v1/tenants/brief/clients')).body.items).to.deep.equal([]);
  });

  it('show what a change would do, and do not do it', async () => {
    const { body } = await call('POST', '', { name: 'planned', permissions: ['members.read'] });
    const changes = async (method: string, path: string, json?: unknown) =>
      (await call(method, `${path}?dryRun=true`, json)).body.changes;
    expect(await changes('POST', '', { name: 'new', permissions: ['members.read'] })).to.deep.equal([
      { action: 'create', resource: 'client', name: 'new', detail: 'with members.read' },
    ]);
    expect(await changes('POST', `/${body.id}/actions/rotate`, {})).to.deep.equal([
      { action: 'update', resource: 'client', name: 'planned', detail: 'a new secret' },
    ]);
    expect(await changes('DELETE', `/${body.id}`)).to.deep.equal([
      { action: 'delete', resource: 'client', name: 'planned' },
    ]);
    expect((await call('GET', `/${body.id}`)).status).to.equal(200);
  });
});
