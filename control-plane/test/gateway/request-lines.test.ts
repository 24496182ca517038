import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { notes, publish } from '../installations/plugin-package.ts';
import { startServer, type TestServer } from '../server.ts';
import { superuser } from '../superuser.ts';

const LOGS = '/v1/tenants/acme/plugins/notes/logs';

interface Line {
  time: string;
  level: string;
  message: string;
  requestId?: string;
  request?: { method: string; path: string; status?: number; ms: number };
}

describe('lines of requests', function () {
  this.timeout(40_000);
  let server: TestServer;

  before(async () => {
    server = await startServer({ PLEXICA_ROUTE_TIMEOUT: '1' });
    const source = (text: string) => ({ access: 'authenticated' as const, source: text });
    await publish(
      server,
      notes({
        routes: {
          'GET /one/:id': source('() => ({ fine: true })'),
          'GET /warns': source("(ctx) => { ctx.log.warn('careful'); return null; }"),
          'GET /never': source('() => new Promise(() => undefined)'),
          'GET /breaks': source("() => { throw new Error('broken') }"),
        },
      }),
    );
    await server.request('POST', '/v1/tenants', { json: { slug: 'acme' } });
    await server.request('POST', '/v1/tenants/acme/plugins', { json: { plugin: 'notes' } });
  });
  after(() => server.stop());

  const lines = async (query = ''): Promise<Line[]> =>
    (await server.request('GET', `${LOGS}?${query}`)).body.items;
  const lineOf = async (id: string): Promise<Line> => {
    for (;;) {
      const found = (await lines()).find(
        ({ requestId, request }) => requestId === id && request !== undefined,
      );
      if (found !== undefined) return found;
      await sleep(50);
    }
  };
  const call = (path: string, id: string, signal?: AbortSignal) =>
    fetch(new URL(`/t/acme/notes${path}`, server.url), {
      headers: { Authorization: `Bearer ${server.adminToken}`, 'X-Request-Id': id },
      ...(signal && { signal }),
    });

  it('tell method, route, status and time, and nothing of parameters and query', async () => {
    await call('/one/secret-of-a-path?key=secret-of-a-query', 'request-told');
    const { level, message, request } = await lineOf('request-told');
    expect(request).to.include({ method: 'GET', path: '/one/:id', status: 200 });
    expect({ level, message }).to.deep.equal({
      level: 'info',
      message: `GET /one/:id 200, in ${request?.ms} ms`,
    });
    expect(JSON.stringify(await lines())).not.to.contain('secret-of');
  });

  it('warn of what fails, and of a route that never answers once its time is over', async () => {
    expect((await call('/breaks', 'request-broke')).status).to.equal(502);
    expect(await lineOf('request-broke')).to.include({ level: 'warn' });
    expect((await call('/never', 'request-silent')).status).to.equal(504);
    const { level, request } = await lineOf('request-silent');
    expect({ level, ...request }).to.include({ level: 'warn', path: '/never', status: 504 });
    expect(request?.ms).to.be.at.least(990);
  });

  it('tell of callers that leave', async () => {
    const leaving = new AbortController();
    const asked = call('/never', 'request-left', leaving.signal).catch(() => undefined);
    setTimeout(() => leaving.abort(), 200);
    await asked;
    const { message, request } = await lineOf('request-left');
    expect(message).to.match(/^GET \/never: the caller disconnected after \d+ ms$/);
    expect(request).not.to.have.property('status');
  });

  it('are not written for who may not call, nor for what is no route', async () => {
    const refused = { headers: { 'X-Request-Id': 'request-refused' } };
    await server.request('GET', '/t/acme/notes/one/1', { token: null, ...refused });
    await server.request('GET', '/t/acme/notes/nothing', refused);
    await call('/one/1', 'request-later');
    await lineOf('request-later');
    expect((await lines()).filter(({ requestId }) => requestId === 'request-refused')).to.deep.equal([]);
  });

  it('are found by time and level, also where somebody follows', async () => {
    await call('/warns', 'request-warned');
    const { time } = await lineOf('request-warned');
    const warned = await lines('level=warn');
    expect(warned.map(({ message }) => message)).to.include('careful');
    expect(warned.map(({ level }) => level)).not.to.include('info');
    expect((await lines('level=error')).every(({ level }) => level === 'error')).to.equal(true);
    const since = await lines(`since=${encodeURIComponent(time)}`);
    expect(since.every((line) => line.time >= time)).to.equal(true);
    expect(since.map(({ requestId }) => requestId))
      .to.include('request-warned')
      .and.not.include('request-told');
    expect((await server.request('GET', `${LOGS}?level=loud`)).status).to.equal(422);
    expect((await server.request('GET', `${LOGS}?since=yesterday`)).status).to.equal(422);

    const stop = new AbortController();
    const stream = await fetch(new URL(`${LOGS}?follow=true&level=warn&limit=1`, server.url), {
      headers: { Authorization: `Bearer ${server.adminToken}` },
      signal: stop.signal,
    });
    let told = '';
    const decoder = new TextDecoder();
    await call('/one/1', 'request-quiet');
    await lineOf('request-quiet');
    await call('/warns', 'request-loud');
    for await (const piece of stream.body as unknown as AsyncIterable<Uint8Array>) {
      told += decoder.decode(piece);
      if (told.includes('request-loud')) break;
    }
    stop.abort();
    expect(told).to.include('careful').and.not.include('request-quiet');
  });

  it('do not drive out what the plugin has logged', async () => {
    const database = await superuser(server);
    try {
      const { rows } = await database.query('SELECT number FROM plexica.installations');
      await database.query(
        `INSERT INTO plexica.plugin_logs (installation, time, level, message, request)
         SELECT $1, now(), 'info', 'GET /x', '{"method":"GET","path":"/x","ms":1}' FROM generate_series(1, 11000)`,
        [rows[0].number],
      );
      const count = async (what: string) =>
        Number(
          (await database.query(`SELECT count(*) FROM plexica.plugin_logs WHERE ${what}`)).rows[0].count,
        );
      const before = await count('request IS NULL');
      expect(before).to.be.above(0);
      // Housekeeping begins with the server.
      await server.restart('SIGTERM');
      const again = await superuser(server);
      const left = async () =>
        Number(
          (await again.query('SELECT count(*) FROM plexica.plugin_logs WHERE request IS NOT NULL')).rows[0]
            .count,
        );
      while ((await left()) > 10_000) await sleep(50);
      const kept = await again.query('SELECT count(*) FROM plexica.plugin_logs WHERE request IS NULL');
      expect(Number(kept.rows[0].count)).to.equal(before);
      await again.end();
    } finally {
      await database.end();
    }
  });
});
