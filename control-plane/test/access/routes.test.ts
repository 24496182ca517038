import { expect } from 'chai';
import { isOpenTo } from '../../src/access/authorize.ts';
import { routes } from '../../src/app.ts';
import { acceptInvitation, terminalLogin } from '../identity/people.ts';
import { startServer, type Answer, type TestServer } from '../server.ts';
import { CALLERS, placeOf, principalOf, type Caller } from './callers.ts';

/** Ends the login of the caller, so it comes last. */
const LAST = 'logout';

/** Values for parameters of paths: a tenant that is there, and nothing else that is. */
const PLACES: Readonly<Record<string, string>> = { tenant: 'acme', version: '1.0.0', plugin: 'nothing' };
const UNKNOWN = '01900000-0000-7000-8000-000000000000';

describe('every route, to every caller', function () {
  this.timeout(180_000);
  let server: TestServer;
  const tokens = new Map<string, string>();

  before(async () => {
    server = await startServer({ PLEXICA_LIMITS: 'off' });
    for (const slug of ['acme', 'globex']) await server.request('POST', '/v1/tenants', { json: { slug } });
    for (const caller of CALLERS) tokens.set(caller.name, await tokenOf(caller));
  });
  after(() => server?.stop());

  async function tokenOf({ name, member, token }: Caller): Promise<string> {
    if (token !== undefined) return server.token(name.replaceAll(' ', '-'), token);
    if (member === undefined) return '';
    const { realm, role } = member;
    const email = `${role}@${realm}.test`.replace('_', '-');
    const path = realm === 'platform' ? '/v1/members' : `/v1/tenants/${realm}/members`;
    const { status, body } = await server.request('POST', path, { json: { email, roles: [role] } });
    expect(status, JSON.stringify(body)).to.equal(201);
    const browser = await acceptInvitation(server, email, role);
    return (await terminalLogin(server, realm, browser)).access_token;
  }

  async function call({ name }: Caller, route: (typeof routes)[number]): Promise<Answer> {
    const path = route.path.replaceAll(/\{(\w+)\}/g, (_, parameter: string) => PLACES[parameter] ?? UNKNOWN);
    const dryRun = typeof route.plan === 'function' ? '?dryRun=true' : '';
    return server.request(route.method, path + dryRun, {
      token: tokens.get(name) || null,
      ...(route.method !== 'GET' && (route.octets ? { body: new Uint8Array(8) } : { json: {} })),
    });
  }

  for (const caller of CALLERS) {
    it(caller.name, async () => {
      const ordered = [...routes].sort((a, b) => Number(a.id === LAST) - Number(b.id === LAST));
      for (const route of ordered) {
        const { status, body } = await call(caller, route);
        const what = `${route.method} ${route.path} answered ${status} ${JSON.stringify(body).slice(0, 300)}`;
        if (isOpenTo(route.needs, principalOf(caller), placeOf(route.path))) {
          expect(status, what).not.to.equal(401);
          // Such a route shows what the caller may see, and refuses if that is nothing.
          if (route.needs === 'authenticated') continue;
          expect(status === 403 && body.code === 'not_allowed', what).to.equal(false);
        } else {
          expect(body.code, what).to.equal(caller.name === 'nobody' ? 'not_authenticated' : 'not_allowed');
        }
      }
    });
  }
});
