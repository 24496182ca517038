import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { childProcesses } from '../../src/processes/child-processes.ts';
import { startServer, type Answer, type TestServer } from '../server.ts';
import { superuser } from '../superuser.ts';
import { notes, publish, refusalOf, type PluginSource } from './plugin-package.ts';

/** One of the two routes that `notes` has. */
const LISTS = {
  method: 'GET',
  path: '/notes',
  handler: 'route0',
  access: { permission: 'read' },
} as const;

describe('updating', () => {
  let server: TestServer;
  let count = 0;

  before(async () => {
    server = await startServer();
  });
  after(() => server.stop());

  /** A tenant that has version 1.0.0 with one row, and a version 2.0.0 to go to. */
  async function prepare(
    next: Partial<PluginSource>,
  ): Promise<{ id: string; update: (more?: object) => Promise<Answer>; rows: () => Promise<Answer> }> {
    const id = `plugin-${(count += 1)}`;
    const tenant = `tenant-${count}`;
    const first = notes({ id });
    await publish(server, first);
    await publish(
      server,
      notes({ id, version: '2.0.0', ...next, migrations: { ...first.migrations, ...next.migrations } }),
    );
    await server.request('POST', '/v1/tenants', { json: { slug: tenant } });
    await server.request('POST', `/v1/tenants/${tenant}/plugins`, { json: { plugin: id, range: '1.0.0' } });
    await server.request('POST', `/t/${tenant}/${id}/notes`, { json: { text: 'kept' } });
    const send = (json: object) =>
      server.request('POST', `/v1/tenants/${tenant}/plugins/${id}/actions/update`, { json });
    return {
      id,
      /** Accepts whatever the version asks for. */
      update: async (more = {}) => {
        const answer = await send(more);
        if (answer.body.code !== 'access_change') return answer;
        return send({ ...more, acceptAccess: answer.body.access });
      },
      rows: () => server.request('GET', `/t/${tenant}/${id}/notes`),
    };
  }

  it('applies new migrations and runs onUpdate with the version before', async () => {
    const { update, rows } = await prepare({
      migrations: { '002_more.sql': 'ALTER TABLE notes ADD COLUMN origin text;' },
      lifecycle: { onUpdate: `(ctx, from) => ctx.db.query('UPDATE notes SET origin = $1', [from])` },
      routes: {
        'GET /notes': {
          access: { permission: 'read' },
          source: `(ctx) => ctx.db.query('SELECT text, origin FROM notes')`,
        },
      },
    });
    expect((await update()).body).to.include({ version: '2.0.0', state: 'active' });
    expect((await rows()).body).to.deep.equal([{ text: 'kept', origin: '1.0.0' }]);
  });

  const failures: [string, Partial<PluginSource>, number, string][] = [
    [
      'its migration fails',
      { migrations: { '002.sql': 'ALTER TABLE notes DROP COLUMN text; SELECT 1 / 0;' } },
      422,
      'migration_failed',
    ],
    [
      'its migration fails in the middle',
      { migrations: { '002.sql': `DELETE FROM notes; INSERT INTO notes (text) VALUES (NULL);` } },
      422,
      'migration_failed',
    ],
    [
      'onUpdate throws',
      {
        lifecycle: {
          onUpdate: `async (ctx) => { await ctx.db.query('DELETE FROM notes'); throw new Error('x'); }`,
        },
      },
      422,
      'lifecycle_failed',
    ],
    ['its code cannot be loaded', { atLoad: `throw new Error('x');` }, 422, 'lifecycle_failed'],
    ['its manifest says less than its code', { claims: { routes: [LISTS] } }, 422, 'invalid_package'],
    [
      'an applied migration was changed',
      { migrations: { '001_notes.sql': 'CREATE TABLE notes (id int);' } },
      409,
      'migration_changed',
    ],
  ];
  for (const [name, next, status, code] of failures) {
    it(`keeps the old version and its data when ${name}`, async () => {
      const { update, rows } = await prepare(next);
      const answer = await update();
      expect(refusalOf(answer), JSON.stringify(answer.body)).to.deep.equal({ status, code });
      expect((await rows()).body).to.deep.equal([{ id: 1, text: 'kept' }]);
    });
  }

  it('makes the installation anew with reset, when a migration was changed', async () => {
    const { update, rows } = await prepare({
      migrations: { '001_notes.sql': 'CREATE TABLE notes (id int, text text);' },
    });
    expect((await update({ reset: true })).body).to.include({ version: '2.0.0', state: 'active' });
    expect((await rows()).body).to.deep.equal([]);
  });

  it('is inactive and says why after a reset that failed, and works again after the next update', async () => {
    const { id, update, rows } = await prepare({
      migrations: { '001_notes.sql': 'CREATE TABLE notes (id int, text text);' },
      lifecycle: { onInstall: `() => { throw new Error('not yet'); }` },
    });
    expect(refusalOf(await update({ reset: true }))).to.deep.equal({ status: 422, code: 'lifecycle_failed' });
    const tenant = `tenant-${count}`;
    const shown = await server.request('GET', `/v1/tenants/${tenant}/plugins/${id}`);
    expect(shown.body.state).to.equal('inactive');
    expect(shown.body.reason).to.include('dropped');
    expect((await update({ range: '1.0.0' })).body).to.include({ version: '1.0.0', state: 'active' });
    expect((await rows()).body).to.deep.equal([]);
  });

  it('keeps the configuration of the version that stays', async () => {
    const { id, update } = await prepare({ lifecycle: { onUpdate: `() => { throw new Error('no'); }` } });
    const config = { type: 'object', properties: { mark: { type: 'string', default: 'first' } } };
    const routes = { 'GET /mark': { access: 'authenticated' as const, source: '(ctx) => ctx.config.mark' } };
    await publish(server, notes({ id, version: '1.1.0', config, routes }));
    await update({ range: '1.1.0' });
    const tenant = `tenant-${count}`;
    const mark = async () => (await server.request('GET', `/t/${tenant}/${id}/mark`)).body;
    expect(await mark()).to.equal('first');
    await publish(
      server,
      notes({
        id,
        version: '1.2.0',
        config,
        routes,
        lifecycle: { onUpdate: `() => { throw new Error('no'); }` },
      }),
    );
    expect(refusalOf(await update({ range: '1.2.0', config: { mark: 'second' } }))).to.deep.equal({
      status: 422,
      code: 'lifecycle_failed',
    });
    expect(await mark()).to.equal('first');
    const path = `/v1/tenants/${tenant}/plugins/${id}/config`;
    await server.request('PUT', path, { json: { mark: 'third' } });
    expect(await mark()).to.equal('third');
  });

  it('lets requests wait while a version is switched', async () => {
    const { update, rows } = await prepare({
      migrations: { '002_more.sql': 'ALTER TABLE notes ADD COLUMN more text;' },
    });
    const answers: Answer[] = [];
    const updated = new AbortController();
    const asking = (async () => {
      while (!updated.signal.aborted) answers.push(await rows());
    })();
    expect((await update()).body.version).to.equal('2.0.0');
    updated.abort();
    await asking;
    expect(answers.filter(({ status }) => status !== 200)).to.deep.equal([]);
  });

  it('does not put code in place that cannot be loaded, where the plugin is switched off', async () => {
    const { id, update, rows } = await prepare({ atLoad: `throw new Error('x');` });
    const action = (name: string) =>
      server.request('POST', `/v1/tenants/tenant-${count}/plugins/${id}/actions/${name}`);
    await action('deactivate');
    expect(refusalOf(await update())).to.deep.equal({ status: 422, code: 'lifecycle_failed' });
    expect((await action('activate')).body).to.include({ version: '1.0.0', state: 'active' });
    expect((await rows()).body).to.deep.equal([{ id: 1, text: 'kept' }]);
  });

  it('leaves no process of a plugin that is switched off', async function () {
    if (process.platform !== 'linux') this.skip();
    const { id, update } = await prepare({});
    await server.request('POST', `/v1/tenants/tenant-${count}/plugins/${id}/actions/deactivate`);
    const before = sandboxes(server.pid);
    expect((await update()).body).to.include({ version: '2.0.0', state: 'inactive' });
    await becomes(() => sandboxes(server.pid).filter((pid) => !before.includes(pid)), 0);
  });

  it('ends the process of the version before', async function () {
    if (process.platform !== 'linux') this.skip();
    const others = sandboxes(server.pid);
    const { update, rows } = await prepare({});
    const before = sandboxes(server.pid).filter((pid) => !others.includes(pid));
    expect(before).not.to.deep.equal([]);
    await update();
    await rows();
    await becomes(() => sandboxes(server.pid).filter((pid) => before.includes(pid)), 0);
  });

  it('leaves no process of a plugin that is uninstalled, nor of the version before', async function () {
    if (process.platform !== 'linux') this.skip();
    const others = sandboxes(server.pid);
    const { id, update, rows } = await prepare({});
    const routes = {
      'GET /slow': {
        access: 'authenticated' as const,
        source: `() => new Promise((resolve) => setTimeout(resolve, 3000, 'at last'))`,
      },
    };
    await publish(server, notes({ id, version: '1.5.0', routes }));
    await update({ range: '1.5.0' });
    const slow = server.request('GET', `/t/tenant-${count}/${id}/slow`);
    await sleep(500);
    await update({ range: '2.0.0' });
    await rows();
    const gone = await server.request('DELETE', `/v1/tenants/tenant-${count}/plugins/${id}`);
    expect(gone.status, JSON.stringify(gone.body)).to.equal(204);
    expect(sandboxes(server.pid).filter((pid) => !others.includes(pid))).to.deep.equal([]);
    expect((await slow).body).to.equal('at last');
  });

  it('lets the new version reach what its own manifest names, and nothing that only the old one did', async () => {
    const routes = {
      'GET /out': {
        access: 'authenticated' as const,
        source: `(ctx) => ctx.fetch('https://a.example/').catch((error) => error.message)`,
      },
    };
    const { id, update } = await prepare({ routes, access: { network: ['b.example'] } });
    await publish(server, notes({ id, version: '1.5.0', routes, access: { network: ['a.example'] } }));
    await update({ range: '1.5.0' });
    const out = async () => (await server.request('GET', `/t/tenant-${count}/${id}/out`)).body as string;
    expect(await out()).not.to.match(/access\.network/);
    await update({ range: '2.0.0' });
    expect(await out()).to.match(/access\.network/);
  });

  it('starts what is expected in a sandbox that waits for it, and without one where it died', async function () {
    if (process.platform !== 'linux') this.skip();
    const { id, update, rows } = await prepare({ routes: {} });
    const step = async (number: number, expectNext = true) => {
      const version = `3.0.0-dev.${number}`;
      const source = `() => 'edition ${number}'`;
      const routes = { 'GET /notes': { access: { permission: 'read' }, source } };
      await publish(server, notes({ id, version, routes }), 'dev');
      expect((await update({ range: version, expectNext })).body).to.include({ version, state: 'active' });
      expect((await rows()).body).to.equal(`edition ${number}`);
    };
    await step(0, false);
    expect(waitingSandboxes(server.pid)).to.deep.equal([]);
    await step(1);
    const [first] = await becomes(() => waitingSandboxes(server.pid), 1);
    await step(2);
    expect(runsStill(first as number), 'the sandbox that waited serves').to.equal(true);
    const [second] = await becomes(() => waitingSandboxes(server.pid).filter((pid) => pid !== first), 1);
    process.kill(second as number, 'SIGKILL');
    await becomes(() => waitingSandboxes(server.pid).filter((pid) => pid === second), 0);
    await step(3);
  });

  it('begins nothing on a plan that another change has overtaken', async () => {
    const { id, update, rows } = await prepare({});
    const other = await superuser(server);
    try {
      await other.query('BEGIN');
      // The plan waits for this table, after it has seen the installations.
      await other.query('LOCK TABLE plexica.dist_tags IN ACCESS EXCLUSIVE MODE');
      await other.query(
        'UPDATE plexica.installations SET config_version = config_version + 1 WHERE plugin = $1',
        [id],
      );
      const updating = update();
      await becomes(async () => {
        const waiting = await other.query(
          `SELECT FROM pg_locks WHERE NOT granted AND relation = 'plexica.dist_tags'::regclass`,
        );
        return waiting.rows;
      }, 1);
      await other.query('COMMIT');
      const answer = await updating;
      expect(refusalOf(answer)).to.deep.equal({ status: 409, code: 'operation_in_progress' });
      expect(answer.headers.get('Retry-After')).to.equal('1');
    } finally {
      await other.end();
    }
    expect((await rows()).body).to.deep.equal([{ id: 1, text: 'kept' }]);
    expect((await update()).body).to.include({ version: '2.0.0' });
  });

  it('refuses a version that a dependent does not accept', async () => {
    const { id, update } = await prepare({});
    await publish(server, notes({ id: `user-of-${id}`, dependencies: { [id]: '^1.0.0' } }));
    const tenant = `tenant-${count}`;
    await server.request('POST', `/v1/tenants/${tenant}/plugins`, { json: { plugin: `user-of-${id}` } });
    const answer = await update({ range: '2.0.0' });
    expect(refusalOf(answer)).to.deep.equal({ status: 409, code: 'unsatisfiable' });
    expect(answer.body.detail).to.include(`user-of-${id}`);
  });
});

/** Processes of sandboxes that have been started before their bundle was there, whether they still wait or not. */
function waitingSandboxes(server: number): number[] {
  return sandboxes(server).filter((pid) => commandOf(pid).includes('/waiting-'));
}

function sandboxes(server: number): number[] {
  return childProcesses(server).filter((pid) => commandOf(pid).includes('--permission'));
}

/** Empty for a process that has gone. */
function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

function runsStill(pid: number): boolean {
  return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.[0] !== 'Z';
}

async function becomes<Item>(read: () => Item[] | Promise<Item[]>, length: number): Promise<Item[]> {
  for (let found = await read(); ; found = await read()) {
    if (found.length === length) return found;
    await sleep(20);
  }
}
