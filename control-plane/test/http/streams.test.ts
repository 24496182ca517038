import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { notes, publish } from '../installations/plugin-package.ts';
import { startServer, type TestServer } from '../server.ts';
import { superuser } from '../superuser.ts';

const LOGS = '/v1/tenants/acme/plugins/notes/logs?follow=true';

describe('an answer without an end', () => {
  let server: TestServer;
  const open = (path: string, token: string, accept = 'application/x-ndjson') =>
    fetch(new URL(path, server.url), { headers: { Authorization: `Bearer ${token}`, Accept: accept } });
  const made = async (more: object) => {
    const { body } = await server.request('POST', '/v1/tokens', {
      json: { name: 'watcher', scope: 'platform', ...more },
    });
    return body as { id: string; token: string };
  };

  before(async () => {
    server = await startServer();
    await publish(
      server,
      notes({
        routes: {
          'GET /say': { access: 'authenticated', source: "(ctx) => { ctx.log.info('said'); return null; }" },
        },
      }),
    );
    await server.request('POST', '/v1/tenants', { json: { slug: 'acme' } });
    await server.request('POST', '/v1/tenants/acme/plugins', { json: { plugin: 'notes' } });
  });
  after(() => server.stop());

  it('ends when the token is revoked', async () => {
    const { id, token } = await made({});
    const stream = await open(LOGS, token);
    expect(stream.status).to.equal(200);
    expect(stream.headers.get('X-Accel-Buffering'), 'for nginx, which keeps lines back').to.equal('no');
    const whole = stream.text();
    await server.request('GET', '/t/acme/notes/say');
    await sleep(1_000);
    await server.request('DELETE', `/v1/tokens/${id}`);
    await server.request('GET', '/t/acme/notes/say');
    expect((await whole).match(/said/g)).to.have.length(1);
  });

  it('ends when the token expires', async () => {
    const { token } = await made({ expiresAt: new Date(Date.now() + 2_000).toISOString() });
    const stream = await open(LOGS, token);
    expect(stream.status).to.equal(200);
    await stream.text();
  });

  it('goes on when another token is revoked', async () => {
    const { id } = await made({});
    const stop = new AbortController();
    const stream = await fetch(new URL(LOGS, server.url), {
      headers: { Authorization: `Bearer ${server.adminToken}` },
      signal: stop.signal,
    });
    await server.request('DELETE', `/v1/tokens/${id}`);
    await sleep(500);
    const reader = (stream.body as ReadableStream<Uint8Array>).getReader();
    await server.request('GET', '/t/acme/notes/say');
    expect((await reader.read()).done).to.equal(false);
    stop.abort();
  });

  it('ends when the token is revoked while an operation runs', async () => {
    const onInstall = 'async () => { await new Promise((done) => setTimeout(done, 8000)); }';
    await publish(server, notes({ id: 'slow', lifecycle: { onInstall } }));
    const { headers } = await server.request('POST', '/v1/tenants/acme/plugins', {
      json: { plugin: 'slow' },
      headers: { Prefer: 'respond-async' },
    });
    const path = headers.get('Location') as string;
    const { id, token } = await made({});
    const stream = await open(path, token, 'text/event-stream');
    expect(stream.headers.get('X-Accel-Buffering')).to.equal('no');
    const whole = stream.text();
    await sleep(500);
    await server.request('DELETE', `/v1/tokens/${id}`);
    expect(await whole)
      .to.include('"running"')
      .and.not.to.include('"succeeded"');
    expect((await server.request('GET', path)).body.state).to.equal('running');
    expect(await (await open(path, server.adminToken, 'text/event-stream')).text()).to.include('"succeeded"');
  });

  it('has twenty readers of one log and no more, for whom the database is asked as for one', async () => {
    const stop = new AbortController();
    const follow = () =>
      fetch(new URL(`${LOGS}&limit=1`, server.url), {
        headers: { Authorization: `Bearer ${server.adminToken}` },
        signal: stop.signal,
      });
    const database = await superuser(server);
    try {
      const streams = await Promise.all(Array.from({ length: 20 }, follow));
      expect(new Set(streams.map(({ status }) => status))).to.deep.equal(new Set([200]));
      const more = await server.request('GET', LOGS);
      expect(more.body).to.include({ status: 429, code: 'too_many_requests' });
      expect(more.headers.get('Retry-After')).to.equal('30');

      const count = async () => {
        const { rows } = await database.query(
          `SELECT xact_commit::int AS n FROM pg_stat_database WHERE datname = 'plexica'`,
        );
        return rows[0].n as number;
      };
      const before = await count();
      await sleep(4_000);
      // Two each 200 ms, and what else the server asks; of twenty it would be 800.
      expect((await count()) - before).to.be.below(150);

      const readers = streams.map(({ body }) => (body as ReadableStream<Uint8Array>).getReader());
      const asked = Date.now();
      await server.request('GET', '/t/acme/notes/say');
      const hear = async (reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> => {
        const decoder = new TextDecoder();
        for (let text = ''; ;) {
          text += decoder.decode((await reader.read()).value, { stream: true });
          const lines = text.split('\n').slice(0, -1).filter(Boolean);
          const said = lines.map((line) => JSON.parse(line) as { message: string; time: string });
          if (said.some(({ message, time }) => message === 'said' && Date.parse(time) >= asked)) return;
        }
      };
      await Promise.all(readers.map(hear));
    } finally {
      stop.abort();
      await database.end();
    }
    for (let status = 429; status === 429; await sleep(50)) {
      const again = new AbortController();
      ({ status } = await fetch(new URL(LOGS, server.url), {
        headers: { Authorization: `Bearer ${server.adminToken}` },
        signal: again.signal,
      }));
      again.abort();
    }
  });
});
