import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { notes, publish } from '../installations/plugin-package.ts';
import { eventually, startExternal, type External } from '../operations/external.ts';
import { startServer, type Answer, type TestServer } from '../server.ts';

const OPEN = { 'GET /open': { access: 'public' as const, source: `() => 'open'` } };
const PLUGIN = notes({ routes: { ...notes().routes, ...OPEN } });

/** Quotas that come back so slowly that no test sees it. */
const SLOW = 'tenant=60/h,token=40/h,address=30/h,public=20/h';

/** A server whose proxy is this machine, so that a test can speak for any address. */
async function startLimited(limits: string | undefined, more: NodeJS.ProcessEnv = {}): Promise<TestServer> {
  return startServer({ PLEXICA_LIMITS: limits, PLEXICA_TRUSTED_PROXIES: '127.0.0.1', ...more });
}

/** A new tenant with the plugin `notes`, which must have been published. */
async function addTenant(server: TestServer, slug: string): Promise<string> {
  await server.request('POST', '/v1/tenants', { json: { slug } });
  const { status } = await server.request('POST', `/v1/tenants/${slug}/plugins`, {
    json: { plugin: 'notes' },
  });
  expect(status).to.equal(201);
  return slug;
}

type Ask = () => Promise<Answer>;

const withToken =
  (server: TestServer, path: string, token: string): Ask =>
  () =>
    server.request('GET', path, { token });
const fromAddress =
  (server: TestServer, path: string, address: string, token: string | null = null): Ask =>
  () =>
    server.request('GET', path, { token, headers: { 'X-Forwarded-For': address } });

/** @returns how many of the requests were within the limits */
async function passed(count: number, ask: Ask): Promise<number> {
  const answers = await Promise.all(Array.from({ length: count }, ask));
  return answers.filter(({ status }) => status !== 429).length;
}

/** What the header `RateLimit` says is left of a limit. */
function left({ headers }: Answer, limit: string): number {
  const [, requests] = new RegExp(`"${limit}";r=(\\d+)`).exec(headers.get('RateLimit') ?? '') ?? [];
  return Number(requests);
}

/** Sends requests over one connection without waiting for answers. @returns how many were refused for lack of a token */
function refusals(server: TestServer, requests: readonly string[]): Promise<number> {
  const { hostname, port } = new URL(server.url);
  return new Promise((resolve, reject) => {
    const counted = { answers: 0, refused: 0 };
    let rest = '';
    const socket = connect(Number(port), hostname, () => socket.write(requests.join('')));
    socket.setEncoding('utf8').once('error', reject);
    socket.on('data', (text: string) => {
      const lines = (rest + text).split('\r\n');
      rest = lines.pop() as string;
      for (const line of lines) {
        // The body of the answer before stands in front of it.
        const [, status] = /HTTP\/1\.1 (\d{3}) /.exec(line) ?? [];
        if (status !== undefined) counted.answers += 1;
        if (status === '401') counted.refused += 1;
      }
      if (counted.answers === requests.length) socket.end(() => resolve(counted.refused));
    });
  });
}

describe('limits', function () {
  this.timeout(120_000);
  let server: TestServer;

  describe('of requests', () => {
    before(async () => {
      server = await startLimited(SLOW);
      await publish(server, PLUGIN);
    });
    after(() => server.stop());

    const routeOf = (tenant: string) => `/t/${tenant}/notes/notes`;

    it('count each token, and say which limit was reached', async () => {
      const tenant = await addTenant(server, 'apart');
      const one = withToken(server, routeOf(tenant), await server.token('one', 'tenant:apart'));
      const two = withToken(server, routeOf(tenant), await server.token('two', 'tenant:apart'));
      expect(await passed(45, one)).to.equal(40);
      const { status, body, headers } = await one();
      expect(status).to.equal(429);
      expect(headers.get('Content-Type')).to.match(/^application\/problem\+json/);
      expect(body).to.deep.include({ code: 'too_many_requests', status: 429 });
      expect(body.detail).to.equal('too many requests by one: the limit token is 40/h');
      expect(body.hint).to.match(/PLEXICA_LIMITS=token=40\/h/);
      // One request comes back every 90 seconds.
      expect(Number(headers.get('Retry-After'))).to.be.within(1, 90);
      expect(headers.get('RateLimit-Policy')).to.equal('"token";q=40;w=3600');
      expect(headers.get('RateLimit')).to.match(/^"token";r=0;t=\d+$/);
      expect((await two()).status).to.equal(200);
    });

    it('count all tokens of one name together, and not those of another tenant', async () => {
      const [name, other] = [await addTenant(server, 'name'), await addTenant(server, 'other-name')];
      const ask = async (tenant: string) =>
        withToken(server, routeOf(tenant), await server.token('ci', `tenant:${tenant}`));
      expect(await passed(40, await ask(name))).to.equal(40);
      expect((await (await ask(name))()).status).to.equal(429);
      expect((await (await ask(other))()).status).to.equal(200);
    });

    it('count each tenant', async () => {
      const [tenant, other] = [await addTenant(server, 'whole'), await addTenant(server, 'other-whole')];
      const one = withToken(server, routeOf(tenant), await server.token('first', `tenant:${tenant}`));
      const two = withToken(
        server,
        `/v1/tenants/${tenant}`,
        await server.token('second', `tenant:${tenant}`),
      );
      expect(await passed(35, one)).to.equal(35);
      expect(await passed(35, two)).to.equal(25);
      const { body, headers } = await one();
      expect(body.detail).to.equal('too many requests for the tenant whole: the limit tenant is 60/h');
      expect(headers.get('RateLimit')).to.match(/^"tenant";r=0;t=\d+$/);
      const elsewhere = withToken(server, routeOf(other), await server.token('third', `tenant:${other}`));
      expect(await passed(20, elsewhere)).to.equal(20);
      // Operators can still reach the tenant.
      const operator = withToken(server, `/v1/tenants/${tenant}`, await server.token('operator', 'platform'));
      expect((await operator()).status).to.equal(200);
    });

    it('say what is left', async () => {
      const tenant = await addTenant(server, 'left');
      const ask = withToken(server, routeOf(tenant), await server.token('left', 'tenant:left'));
      await ask();
      const { headers } = await ask();
      expect(headers.get('RateLimit-Policy')).to.equal('"token";q=40;w=3600, "tenant";q=60;w=3600');
      expect(headers.get('RateLimit')).to.match(/^"token";r=38;t=1[78]\d, "tenant";r=58;t=1[12]\d$/);
    });

    it('do not exist for the admin token', async () => {
      const tenant = await addTenant(server, 'admin-token');
      expect(await passed(80, () => server.request('GET', routeOf(tenant)))).to.equal(80);
      expect((await server.request('GET', routeOf(tenant))).headers.has('RateLimit')).to.equal(false);
    });

    it('count callers without a valid token by address', async () => {
      const catalogue = (address: string) => fromAddress(server, '/v1/plugins', address);
      expect(await passed(20, catalogue('198.51.100.1'))).to.equal(20);
      // Guessing tokens counts too, and is refused as such until then.
      const guess = fromAddress(server, '/v1/tenants', '198.51.100.1', 'plx_guessed');
      expect((await guess()).status).to.equal(401);
      expect(await passed(15, guess)).to.equal(9);
      const { body } = await guess();
      expect(body.detail).to.equal(
        'too many requests without a valid token from the address 198.51.100.1: the limit address is 30/h',
      );
      expect((await catalogue('198.51.100.2')()).status).to.equal(200);
      // Who shares the address and has a token is not kept out.
      const token = await server.token('valid', 'platform');
      expect((await fromAddress(server, '/v1/tenants', '198.51.100.1', token)()).status).to.equal(200);
      // Neither are those who ask whether the server is well.
      expect(await passed(40, fromAddress(server, '/healthz', '198.51.100.1'))).to.equal(40);
    });

    it('count a block of IPv6 addresses as one', async () => {
      let last = 0;
      const anyOf = (block: string) => () => {
        last += 1;
        return fromAddress(server, '/v1/plugins', `2001:db8:0:${block}::${last.toString(16)}`)();
      };
      expect(await passed(20, anyOf('100'))).to.equal(20);
      expect(await passed(20, anyOf('1ff'))).to.equal(10);
      expect(await passed(1, anyOf('200'))).to.equal(1);
    });

    it('trust only the address that the known proxy has added', async () => {
      const spoofed = (address: string) => fromAddress(server, '/v1/plugins', `${address}, 198.51.100.3`);
      let last = 0;
      expect(await passed(40, () => spoofed(`203.0.113.${(last += 1)}`)())).to.equal(30);
      expect((await fromAddress(server, '/v1/plugins', '203.0.113.1')()).status).to.equal(200);
    });

    it('count calls of public routes by address and plugin, apart from those of members', async () => {
      const [tenant, other] = [await addTenant(server, 'open'), await addTenant(server, 'other-open')];
      const open = (slug: string, address: string) => fromAddress(server, `/t/${slug}/notes/open`, address);
      expect(await passed(25, open(tenant, '198.51.100.11'))).to.equal(20);
      expect((await open(other, '198.51.100.11')()).status).to.equal(200);
      const { body } = await open(tenant, '198.51.100.11')();
      expect(body.detail).to.equal(
        'too many requests for public routes of notes from the address 198.51.100.11: the limit public is 20/h',
      );
      // Many strangers together cannot use up what the members of the tenant have.
      for (const address of [12, 13]) {
        expect(await passed(20, open(tenant, `198.51.100.${address}`))).to.equal(20);
      }
      const refused = await open(tenant, '198.51.100.14')();
      expect(refused.body.detail).to.match(/^too many requests for public routes of the tenant open/);
      const token = await server.token('member', 'tenant:open');
      expect((await withToken(server, routeOf(tenant), token)()).status).to.equal(200);
    });
  });

  it('without a trusted proxy, count by the address of the connection', async () => {
    server = await startServer({ PLEXICA_LIMITS: SLOW });
    try {
      let last = 0;
      const ask = () => fromAddress(server, '/v1/plugins', `203.0.113.${(last += 1)}`)();
      expect(await passed(40, ask)).to.equal(30);
    } finally {
      await server.stop();
    }
  });

  it('are off where the operator says so', async () => {
    server = await startLimited('off');
    try {
      expect(await passed(50, fromAddress(server, '/v1/plugins', '198.51.100.1'))).to.equal(50);
      const { headers } = await fromAddress(server, '/v1/plugins', '198.51.100.1')();
      expect(headers.has('RateLimit')).to.equal(false);
      expect(headers.has('RateLimit-Policy')).to.equal(false);
    } finally {
      await server.stop();
    }
  });

  it('let ordinary use through by default', async () => {
    server = await startLimited(undefined);
    try {
      await server.request('POST', '/v1/tenants', { json: { slug: 'acme' } });
      const ask = withToken(server, '/v1/tenants/acme', await server.token('one', 'tenant:acme'));
      expect(await passed(100, ask)).to.equal(100);
      const { headers } = await ask();
      expect(headers.get('RateLimit-Policy')).to.equal('"token";q=3000;w=60, "tenant";q=100;w=1');
    } finally {
      await server.stop();
    }
  });

  it('remember a bounded number of addresses, and remove what they no longer need', async () => {
    const external = await startExternal();
    server = await startLimited('address=5/h', external.environment);
    try {
      const requests = Array.from(
        { length: 10_000 },
        (_, n) =>
          `GET /v1/tenants HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: 10.0.${n >> 8}.${n & 255}\r\n\r\n`,
      );
      expect(await refusals(server, requests)).to.equal(10_000);
      const counters = async (): Promise<number> => {
        const { rows } = await external.admin.query<{ count: string }>(
          'SELECT count(*) FROM plexica.rate_limits',
        );
        return Number(rows[0]?.count);
      };
      await eventually('all are counted', async () => (await counters()) === 10_000);
      await external.admin.query('UPDATE plexica.rate_limits SET full_at = now()');
      // Housekeeping runs when a server starts.
      await server.restart('SIGTERM');
      await eventually('none is kept', async () => (await counters()) === 0);
    } finally {
      await server.stop();
      await external.stop();
    }
  });
});

describe('limits of two servers on one database', function () {
  this.timeout(120_000);
  let external: External;
  let one: TestServer;
  let two: TestServer;
  let token: string;

  before(async () => {
    external = await startExternal();
    one = await startLimited(SLOW, external.environment);
    two = await startLimited(SLOW, {
      ...external.environment,
      PLEXICA_BLOBS: `file:${join(one.data, 'blobs')}`,
    });
    await one.request('POST', '/v1/tenants', { json: { slug: 'acme' } });
    token = await one.token('one', 'tenant:acme');
  });
  after(async () => {
    await two?.stop();
    await one?.stop();
    await external?.stop();
  });

  it('hold together, but for what one lets through before it hears of the other', async () => {
    const atOne = withToken(one, '/v1/tenants/acme', token);
    const atTwo = withToken(two, '/v1/tenants/acme', token);
    let accepted = await passed(25, atOne);
    expect(accepted).to.equal(25);
    // The second server learns of these when it exchanges its own.
    let known = 40;
    // Each question counts too, so they are few: an exchange follows within a second.
    for (let asked = 0; asked < 12 && known >= 40 - 25; asked += 1) {
      known = left(await atTwo(), 'token');
      accepted += 1;
      await sleep(500);
    }
    expect(known).to.be.below(40 - 25);
    expect(known).to.be.at.least(1);
    const together = await Promise.all([passed(40, atOne), passed(40, atTwo)]);
    accepted += together[0] + together[1];
    // Each could have let through what was left at most.
    expect(accepted).to.be.at.most(40 + 15);
    await eventually('both refuse', async () => {
      const answers = [await atOne(), await atTwo()];
      accepted += answers.filter(({ status }) => status !== 429).length;
      return answers.every(({ status }) => status === 429);
    });
    expect(accepted).to.be.at.most(40 + 15);
    // What was let through beyond the limit is paid back: one request comes back every 90 seconds.
    await eventually('all are counted', async () => {
      const { rows } = await external.admin.query<{ over: boolean }>(
        `SELECT full_at > now() + make_interval(secs => ($1 - 1) * 90) AS over FROM plexica.rate_limits
          WHERE bucket LIKE 'token %'`,
        [accepted],
      );
      return rows[0]?.over;
    });
  });

  it('go on alone while the database is away, and are exchanged afterwards', async () => {
    const count = async () => {
      const { rows } = await external.admin.query(
        `SELECT FROM plexica.rate_limits WHERE bucket = 'address 198.51.100.7'`,
      );
      return rows.length;
    };
    await external.admin.query('ALTER TABLE plexica.rate_limits RENAME TO away');
    try {
      const open = fromAddress(one, '/healthz', '198.51.100.7', 'plx_guessed');
      expect(await passed(35, open)).to.equal(30);
      await eventually('the server says so', async () =>
        one.logs.some((line) => line.includes('limits are not shared with other servers')),
      );
      expect(await passed(5, open)).to.equal(0);
    } finally {
      await external.admin.query('ALTER TABLE plexica.away RENAME TO rate_limits');
    }
    await eventually('they are exchanged', async () => (await count()) === 1);
    await eventually('the other server refuses', async () => {
      const { status } = await fromAddress(two, '/v1/tenants', '198.51.100.7', 'plx_guessed')();
      return status === 429;
    });
  });
});
