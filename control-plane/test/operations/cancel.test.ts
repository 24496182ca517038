import { expect } from 'chai';
import type pg from 'pg';
import { notes, publish } from '../installations/plugin-package.ts';
import { orphansOf } from '../orphans.ts';
import { startServer, type Answer, type TestServer } from '../server.ts';
import { superuser } from '../superuser.ts';
import { eventually } from './external.ts';

/** Of a lifecycle method: it does not end by itself. */
const HANGS = '() => new Promise(() => undefined)';

const SLOW = '() => new Promise((done) => setTimeout(done, 3000))';

/** Of a method of a plugin that has notes. */
const HANGS_WITH_NOTES = `async (ctx) => {
  if ((await ctx.db.query('SELECT 1 FROM notes')).length > 0) await new Promise(() => undefined);
}`;

/** Longest time, in milliseconds, until a cancelled operation has ended; a lifecycle method may take 20 seconds. */
const SOON = 12_000;

interface Case {
  /** Plugins that the tenant has before; `undefined`: there is no tenant. */
  plugins: string[] | undefined;
  ready?: (slug: string) => Promise<unknown>;
  begin: (slug: string) => Promise<Answer>;
  /** Step at which it is cancelled. */
  at: string;
  /** Plugins of the tenant afterwards; `undefined`: there is no tenant. */
  after: string[] | undefined;
  /** Milliseconds. */
  soon?: number;
}

describe('cancelling an operation', function () {
  this.timeout(120_000);
  let server: TestServer;
  let admin: pg.Client;
  let tenants = 0;

  before(async () => {
    server = await startServer();
    admin = await superuser(server);
    await publish(server, notes());
    await publish(
      server,
      notes({ version: '2.0.0', lifecycle: { onUpdate: HANGS, onInstall: HANGS } }),
      'next',
    );
    await publish(server, notes({ id: 'hangs', lifecycle: { onInstall: HANGS } }));
    await publish(
      server,
      notes({ id: 'hangs-later', lifecycle: { onInstall: HANGS }, dependencies: { notes: '*' } }),
    );
    await publish(server, notes({ id: 'slow-to-act', lifecycle: { onActivate: SLOW } }));
    await publish(server, notes({ id: 'hangs-again', lifecycle: { onActivate: HANGS_WITH_NOTES } }));
    await publish(server, notes({ id: 'clings', lifecycle: { onUninstall: SLOW, onDeactivate: SLOW } }));
  });
  after(async () => {
    await admin?.end();
    await server?.stop();
  });

  const post = (path: string, json: object = {}, headers: Record<string, string> = {}) =>
    server.request('POST', path, { json, headers });
  const pluginsOf = (slug: string) => `/v1/tenants/${slug}/plugins`;
  const cancel = (id: string, token?: string) =>
    server.request('POST', `/v1/operations/${id}/actions/cancel`, { json: {}, ...(token && { token }) });
  const show = async (id: string) => (await server.request('GET', `/v1/operations/${id}`)).body;

  async function newTenant(plugins: readonly string[] = []): Promise<string> {
    const slug = `t${(tenants += 1)}`;
    await post('/v1/tenants', { slug });
    for (const plugin of plugins) await post(pluginsOf(slug), { plugin, trust: true });
    return slug;
  }

  /** The operation of a tenant that is under way, once it has come to a step. */
  const running = (slug: string, step: string) =>
    eventually(`${step} in ${slug}`, async () => {
      const { body } = await server.request('GET', `/v1/operations?tenant=${slug}&state=running`);
      const [operation] = body.items ?? [];
      const at = operation?.steps.find(({ state }: { state: string }) => state === 'running');
      return at?.name === step && operation;
    });

  const cases: Record<string, Case> = {
    'creating a tenant': {
      plugins: undefined,
      // A schema that somebody else is just making is waited for.
      ready: (slug) => admin.query(`BEGIN; CREATE SCHEMA tenant_${slug}`),
      begin: (slug) => post('/v1/tenants', { slug }),
      at: 'create the schema',
      after: undefined,
      // A lock is waited for for five seconds.
      soon: 4_500,
    },
    installing: {
      plugins: [],
      begin: (slug) => post(pluginsOf(slug), { plugin: 'hangs', trust: true }),
      at: 'install hangs 1.0.0',
      after: [],
    },
    'installing what needs another plugin': {
      plugins: [],
      begin: (slug) => post(pluginsOf(slug), { plugin: 'hangs-later', trust: true }),
      at: 'install hangs-later 1.0.0',
      after: [],
    },
    updating: {
      plugins: ['notes'],
      begin: (slug) => post(`${pluginsOf(slug)}/notes/actions/update`, { range: '2.0.0', trust: true }),
      at: 'update notes to 2.0.0',
      after: ['notes 1.0.0 active'],
    },
    'updating with reset': {
      plugins: ['notes'],
      begin: (slug) =>
        post(`${pluginsOf(slug)}/notes/actions/update`, { range: '2.0.0', reset: true, trust: true }),
      at: 'update notes to 2.0.0',
      after: ['notes no version inactive'],
    },
    activating: {
      plugins: ['hangs-again'],
      ready: async (slug) => {
        await post(`/t/${slug}/hangs-again/notes`, { text: 'active once' });
        await post(`${pluginsOf(slug)}/hangs-again/actions/deactivate`);
      },
      begin: (slug) => post(`${pluginsOf(slug)}/hangs-again/actions/activate`),
      at: 'activate hangs-again',
      after: ['hangs-again 1.0.0 inactive'],
    },
  };

  for (const [name, { plugins, ready, begin, at, after: left, soon = SOON }] of Object.entries(cases)) {
    it(`undoes it: ${name}`, async () => {
      const slug = plugins ? await newTenant(plugins) : `t${(tenants += 1)}`;
      await ready?.(slug);
      const begun = begin(slug);
      const { id } = await eventually('it is under way', async () => {
        const { body } = await server.request('GET', '/v1/operations?state=running');
        return body.items.find(
          ({ subject, steps }: { subject: string; steps: { name: string; state: string }[] }) =>
            subject.endsWith(slug) && steps.some((step) => step.name === at && step.state === 'running'),
        );
      });
      const dryRun = await server.request('POST', `/v1/operations/${id}/actions/cancel?dryRun=true`, {
        json: {},
      });
      expect(dryRun.body.changes[0]).to.include({ action: 'update', resource: 'operation', name: id });
      expect(dryRun.body.changes[0].detail).to.include(at);
      expect(await show(id)).to.include({ state: 'running' });

      const began = Date.now();
      const { status, body } = await cancel(id);
      expect({ status, state: body.state, code: body.error?.code }).to.deep.equal({
        status: 200,
        state: 'failed',
        code: 'operation_cancelled',
      });
      expect(Date.now() - began, 'ms').to.be.lessThan(soon);
      expect(body).to.include({ cancelledBy: 'admin' });
      const waiting = await begun;
      expect({ status: waiting.status, code: waiting.body.code }).to.deep.equal({
        status: 409,
        code: 'operation_cancelled',
      });
      await admin.query('ROLLBACK');
      const listed = await server.request('GET', pluginsOf(slug));
      expect(
        listed.body.items?.map((item: { plugin: string; version?: string; state: string }) =>
          [item.plugin, item.version ?? 'no version', item.state].join(' '),
        ),
      ).to.deep.equal(left);
      if (left?.includes('notes 1.0.0 active'))
        expect((await server.request('GET', `/t/${slug}/notes/notes`)).status).to.equal(200);
      expect(await orphansOf(server)).to.deep.equal([]);
    });
  }

  it('is refused once steps only go forward, with what is left', async () => {
    const slug = await newTenant();
    const begun = post(pluginsOf(slug), { plugin: 'slow-to-act', trust: true });
    const { id } = await running(slug, 'activate slow-to-act');
    const refused = await cancel(id);
    expect(refused).to.deep.include({ status: 409 });
    expect(refused.body.code).to.equal('operation_not_cancellable');
    expect(refused.body.detail).to.include('activate slow-to-act');
    expect(
      (await server.request('POST', `/v1/operations/${id}/actions/cancel?dryRun=1`, { json: {} })).status,
    ).to.equal(409);
    await begun;
    const late = await eventually('it has ended', async () => {
      const answer = await cancel(id);
      return answer.body.detail.includes('has already ended') && answer;
    });
    expect(late).to.deep.include({ status: 409 });
    expect(late.body.detail).to.include('succeeded');
    expect(late.body.code).to.equal('operation_not_cancellable');
  });

  for (const [name, method, path, at] of [
    ['uninstalling', 'DELETE', '', 'stop clings'],
    ['deactivating', 'POST', '/actions/deactivate', 'deactivate clings'],
  ] as const) {
    it(`is refused for ${name}, from its beginning`, async () => {
      const slug = await newTenant(['clings']);
      const begun = server.request(method, `${pluginsOf(slug)}/clings${path}`);
      const { id } = await running(slug, at);
      expect((await cancel(id)).body.code).to.equal('operation_not_cancellable');
      await begun;
      await eventually('its end', async () => (await show(id)).state === 'succeeded');
    });
  }

  it('counts once, whoever comes first, and again gives the same answer', async () => {
    const slug = await newTenant();
    const begun = post(pluginsOf(slug), { plugin: 'hangs', trust: true });
    const { id } = await running(slug, 'install hangs 1.0.0');
    const other = await server.token('second', 'platform');
    const key = { 'Idempotency-Key': 'cancel-once' };
    const answers = await Promise.all([
      cancel(id),
      cancel(id, other),
      post(`/v1/operations/${id}/actions/cancel`, {}, key),
    ]);
    await begun;
    for (const { status, body } of answers) {
      // Who comes after the end learns that it has ended.
      if (status === 409) expect(body.detail).to.include('has failed');
      else
        expect(body).to.include({
          state: 'failed',
          cancelledBy: answers.find((one) => one.status === 200)?.body.cancelledBy,
        });
    }
    const again = await post(`/v1/operations/${id}/actions/cancel`, {}, key);
    expect(again.status).to.equal(answers[2]?.status);
    expect(again.body).to.deep.equal(answers[2]?.body);
  });

  it('holds where the word of it is lost: the version is not put in place', async () => {
    const slug = await newTenant();
    await publish(server, notes({ id: 'slow', lifecycle: { onInstall: SLOW } }));
    const begun = post(pluginsOf(slug), { plugin: 'slow', trust: true });
    const { id } = await running(slug, 'install slow 1.0.0');
    // No trigger runs, so that no server hears of it.
    await admin.query("BEGIN; SET LOCAL session_replication_role = 'replica'");
    await admin.query("UPDATE plexica.operations SET cancelled_by = 'token:quiet' WHERE id = $1", [id]);
    await admin.query('COMMIT');
    expect((await begun).body).to.include({ code: 'operation_cancelled' });
    expect(await show(id)).to.include({ state: 'failed', cancelledBy: 'token:quiet' });
    expect(await orphansOf(server)).to.deep.equal([]);
  });

  it('waits for a step that is just being recorded, and then comes too late', async () => {
    const slug = await newTenant();
    await admin.query(`
      CREATE FUNCTION plexica.held() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET lock_timeout = 0 AS $$
        BEGIN PERFORM pg_advisory_xact_lock(77); RETURN NEW; END $$;
      CREATE TRIGGER held BEFORE UPDATE OF version ON plexica.installations FOR EACH ROW EXECUTE FUNCTION plexica.held();
      SELECT pg_advisory_lock(77)`);
    const begun = post(pluginsOf(slug), { plugin: 'notes', trust: true });
    await eventually('the switch of version', async () => {
      const { rowCount } = await admin.query(
        "SELECT FROM pg_locks WHERE locktype = 'advisory' AND objid = 77 AND NOT granted",
      );
      return rowCount === 1;
    });
    const { id } = await running(slug, 'install notes 1.0.0');
    const cancelled = cancel(id);
    await eventually('the cancellation waits', async () => {
      const { rowCount } = await admin.query(
        "SELECT FROM pg_stat_activity WHERE query LIKE '%SET cancelled_by%' AND wait_event_type = 'Lock'",
      );
      return rowCount === 1;
    });
    await admin.query(
      'SELECT pg_advisory_unlock(77); DROP TRIGGER held ON plexica.installations; DROP FUNCTION plexica.held()',
    );
    expect((await cancelled).body).to.include({ code: 'operation_not_cancellable' });
    expect((await begun).status).to.equal(201);
  });

  it('is done by the next server where this one is killed right after it was recorded', async () => {
    const slug = await newTenant();
    await admin.query(`
      CREATE FUNCTION plexica.held() RETURNS trigger LANGUAGE plpgsql SET lock_timeout = 0 AS $$
        BEGIN PERFORM pg_advisory_xact_lock(78); RETURN NEW; END $$;
      CREATE TRIGGER held BEFORE UPDATE ON plexica.operations FOR EACH ROW WHEN (NEW.state = 'undoing')
        EXECUTE FUNCTION plexica.held();
      SELECT pg_advisory_lock(78)`);
    const begun = post(pluginsOf(slug), { plugin: 'hangs', trust: true }).catch(() => undefined);
    const { id } = await running(slug, 'install hangs 1.0.0');
    const cancelled = cancel(id).catch(() => undefined);
    await eventually('it is about to be undone', async () => {
      const { rowCount } = await admin.query(
        "SELECT FROM pg_locks WHERE locktype = 'advisory' AND objid = 78 AND NOT granted",
      );
      return rowCount === 1;
    });
    expect(await show(id)).to.include({ state: 'running', cancelledBy: 'admin' });
    await server.restart('SIGKILL');
    await Promise.all([begun, cancelled]);
    await admin.end();
    admin = await superuser(server);
    await admin.query('DROP TRIGGER IF EXISTS held ON plexica.operations; DROP FUNCTION plexica.held()');
    const ended = await eventually('it is undone', async () => {
      const now = await show(id);
      return now.state === 'failed' && now;
    });
    expect(ended.error).to.include({ code: 'operation_cancelled' });
    expect(await orphansOf(server)).to.deep.equal([]);
  });

  it('is for whoever may begin such an operation, and operations are seen by those who may see the tenant', async () => {
    const [slug, elsewhere] = [await newTenant(), await newTenant()];
    const begun = post(pluginsOf(slug), { plugin: 'hangs', trust: true });
    const { id } = await running(slug, 'install hangs 1.0.0');
    const tokens = {
      elsewhere: await server.token('elsewhere', `tenant:${elsewhere}`),
      reader: await server.token('reader', `tenant:${slug}`, ['installations.read']),
      configurer: await server.token('configurer', `tenant:${slug}`, ['installations.read', 'config.write']),
      blind: await server.token('blind', `tenant:${slug}`, ['installations.write']),
      publisher: await server.token('publisher', 'publish'),
      watcher: await server.token('watcher', 'platform', ['operations.read']),
      operator: await server.token('operator', `tenant:${slug}`, ['installations.*']),
    };
    for (const name of ['elsewhere', 'reader', 'configurer', 'blind', 'publisher', 'watcher'] as const) {
      const { status, body } = await cancel(id, tokens[name]);
      expect({ name, status, code: body.code }).to.deep.equal({ name, status: 403, code: 'not_allowed' });
    }
    expect(
      (await server.request('POST', `/v1/operations/${id}/actions/cancel`, { json: {}, token: null })).status,
    ).to.equal(401);
    expect(await show(id)).to.include({ state: 'running' });

    const seen = async (token: string, query = '') => {
      const { status, body } = await server.request('GET', `/v1/operations${query}`, { token });
      return status === 200 ? body.items.map(({ subject }: { subject: string }) => subject) : status;
    };
    expect(await seen(tokens.reader)).to.deep.equal([`hangs in ${slug}`, `tenant ${slug}`]);
    expect(await seen(tokens.reader, '?state=running')).to.deep.equal([`hangs in ${slug}`]);
    expect(await seen(tokens.elsewhere)).to.deep.equal([`tenant ${elsewhere}`]);
    expect(await seen(tokens.elsewhere, `?tenant=${slug}`)).to.equal(403);
    expect(await seen(tokens.blind)).to.equal(403);
    expect(await seen(tokens.publisher)).to.equal(403);
    expect(await seen(tokens.watcher, `?tenant=${slug}`)).to.deep.equal([
      `hangs in ${slug}`,
      `tenant ${slug}`,
    ]);
    expect(await seen(server.adminToken, '?tenant=nobody')).to.equal(404);
    expect(await seen(server.adminToken, '?state=stuck')).to.equal(422);
    expect(await seen(server.adminToken, '?cursor=AA')).to.equal(422);

    expect((await cancel(id, tokens.operator)).body).to.include({ cancelledBy: 'token:operator' });
    await begun;
  });

  it('lists in pages, the newest first', async () => {
    const all: string[] = [];
    let cursor = '';
    do {
      const { body } = await server.request('GET', `/v1/operations?limit=3${cursor && `&cursor=${cursor}`}`);
      all.push(...body.items.map(({ id }: { id: string }) => id));
      cursor = body.nextCursor ?? '';
    } while (cursor !== '');
    const { rows } = await admin.query<{ id: string }>('SELECT id FROM plexica.operations ORDER BY id DESC');
    expect(all).to.deep.equal(rows.map(({ id }) => id));
  });

  it('shows nobody what happened to an earlier tenant of the same name', async () => {
    const slug = await newTenant(['notes']);
    await server.request('DELETE', `/v1/tenants/${slug}`);
    const { body: before } = await server.request('GET', `/v1/operations?tenant=${slug}`);
    expect(before.items.map(({ kind }: { kind: string }) => kind)).to.deep.equal(['delete-tenant']);
    await post('/v1/tenants', { slug });
    const token = await server.token('newcomer', `tenant:${slug}`);
    const { body } = await server.request('GET', '/v1/operations', { token });
    expect(body.items.map(({ kind }: { kind: string }) => kind)).to.deep.equal(['create-tenant']);
    const old = await server.request('GET', `/v1/operations/${before.items[0].id}`, { token });
    expect(old.status).to.equal(404);
  });

  it('knows no operation that is none', async () => {
    expect((await cancel('0199c4a2-6f00-7cc1-9b51-5c1f5f6d2a10')).body.code).to.equal('operation_not_found');
    expect((await cancel('7')).status).to.equal(422);
  });
});
