import { expect } from 'chai';
import { Forms } from '../identity/forms.ts';
import { acceptInvitation, PASSWORD } from '../identity/people.ts';
import { startServer, type TestServer } from '../server.ts';
import { superuser } from '../superuser.ts';

interface Line {
  action: string;
  actor: string;
  name: string;
  outcome: string;
  count: number;
  address: string;
}

describe('the audit log of the pages of a realm', function () {
  this.timeout(120_000);
  let server: TestServer;
  let home: string;
  before(async () => {
    server = await startServer();
    await server.request('POST', '/v1/tenants', { json: { slug: 'acme', adminEmail: 'ada@acme.test' } });
    await acceptInvitation(server, 'ada@acme.test', 'Ada Lovelace');
    home = `http://acme.localhost:${new URL(server.url).port}`;
  });
  after(() => server?.stop());

  const lines = async (action: string): Promise<Line[]> =>
    (await server.request('GET', `/v1/audit?tenant=acme&action=${action}`)).body.items;
  const login = async (password: string): Promise<Forms> => {
    const visitor = await new Forms(server.url).open(`${home}/v1/auth/login`);
    await visitor.send({ email: 'ada@acme.test', password }, '/interaction');
    return visitor;
  };

  it('names whoever accepted an invitation and logged in', async () => {
    expect((await login(PASSWORD)).url).to.equal(`${home}/`);
    const [accepted] = await lines('acceptInvitation');
    // She chose her name with it.
    expect(accepted).to.deep.include({
      name: 'ada',
      outcome: 'done',
      count: 1,
      address: '127.0.0.1',
    });
    const [loggedIn] = await lines('login');
    expect(loggedIn).to.deep.include({ name: 'Ada Lovelace', outcome: 'done', count: 1 });
    expect(loggedIn?.actor)
      .to.match(/^account:/)
      .and.equal(accepted?.actor);
  });

  it('counts failed logins and requests for mails, and contains no password or address', async () => {
    for (let time = 0; time < 3; time += 1) expect((await login('a wrong password')).status).to.equal(400);
    const visitor = await new Forms(server.url).open(`${server.url}/realms/acme/forgot`);
    await visitor.send({ email: 'somebody@acme.test' }, '/forgot');
    await server.restart('SIGTERM');
    const failed = (await lines('login')).filter(({ outcome }) => outcome === 'failed');
    expect(failed.reduce((sum, { count }) => sum + count, 0)).to.equal(3);
    expect(failed[0]).to.include({ actor: 'anyone' });
    expect((await lines('forgotPassword'))[0]).to.include({ actor: 'anyone', outcome: 'done', count: 1 });
    const admin = await superuser(server);
    const { rows } = await admin.query('SELECT * FROM plexica_audit.lines');
    await admin.end();
    const opened = await server.request('GET', '/v1/audit?tenant=acme&limit=100');
    const platform = await server.request('GET', '/v1/audit?limit=100');
    const everything = JSON.stringify([rows, opened.body, platform.body]);
    for (const hidden of [PASSWORD, 'a wrong password', 'somebody@acme.test', 'ada@acme.test']) {
      expect(everything).not.to.include(hidden);
    }
    expect((await server.request('GET', '/v1/audit/verify?tenant=acme')).body.intact).to.equal(true);
  });

  it('names the members that were changed, and their addresses in no readable form', async () => {
    const json = { email: 'grace@acme.test', name: 'Grace', roles: ['guest'] };
    expect((await server.request('POST', '/v1/tenants/acme/members', { json })).status).to.equal(201);
    const path = '/v1/tenants/acme/members/grace@acme.test';
    expect((await server.request('PATCH', path, { json: { roles: ['user'] } })).status).to.equal(200);
    const { body } = await server.request('GET', '/v1/audit?tenant=acme&limit=2&outcome=done');
    const [changed, invited] = body.items;
    expect(invited).to.deep.include({ resource: 'tenants/acme/members', input: json });
    expect(changed).to.deep.include({
      resource: 'tenants/acme/members/{member}',
      input: { member: 'grace@acme.test', roles: ['user'] },
    });
    const admin = await superuser(server);
    const { rows } = await admin.query('SELECT * FROM plexica_audit.lines');
    await admin.end();
    expect(JSON.stringify(rows)).not.to.include('grace');
  });
});
