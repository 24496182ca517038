import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import type pg from 'pg';
import { deleteTenant } from '../delete-tenant.ts';
import { publish } from '../installations/plugin-package.ts';
import { eventually, startExternal } from '../operations/external.ts';
import { CONTROL_PLANE, startServer, type Answer, type TestServer } from '../server.ts';
import { connectAs, superuser } from '../superuser.ts';

interface Line {
  number: number;
  actor: string;
  action: string;
  resource: string;
  outcome: string;
  code?: string;
  count: number;
  operation?: string;
  requestId?: string;
  name?: string;
  address?: string;
  input?: unknown;
  before?: unknown;
  after?: unknown;
  erased?: true;
}

describe('the audit log', function () {
  this.timeout(120_000);
  let server: TestServer;
  let admin: pg.Client;
  const sql = (text: string, values: unknown[] = []) => admin.query(text, values);
  const read = async (query = ''): Promise<Line[]> => {
    const { status, body } = await server.request('GET', `/v1/audit${query}`);
    expect(status, JSON.stringify(body)).to.equal(200);
    return body.items;
  };
  const verified = (query = ''): Promise<Answer> => server.request('GET', `/v1/audit/verify${query}`);
  /** The newest line of a change. Those of refusals are also written later. */
  const newest = async (): Promise<Line> => {
    const [line] = await read('?limit=1&outcome=done');
    if (line === undefined) throw new Error('the log is empty');
    return line;
  };

  before(async () => {
    server = await startServer();
    admin = await superuser(server);
    for (const slug of ['acme', 'other']) {
      const { status } = await server.request('POST', '/v1/tenants', { json: { slug } });
      expect(status).to.equal(201);
    }
    await publish(server, { id: 'crm' });
  });
  after(async () => {
    await admin?.end();
    await server?.stop();
  });

  it('tells who changed what, from where, and what was before', async () => {
    const { body } = await server.request('POST', '/v1/tokens', {
      json: { name: 'ci', scope: 'platform', permissions: ['tenants.read'] },
      headers: { 'X-Request-Id': 'the-request-of-the-test' },
    });
    const created = await newest();
    expect(created).to.deep.include({
      actor: 'admin',
      name: 'admin',
      address: '127.0.0.1',
      action: 'createToken',
      resource: 'tokens',
      outcome: 'done',
      count: 1,
      requestId: 'the-request-of-the-test',
      input: { name: 'ci', scope: 'platform', permissions: ['tenants.read'] },
    });
    await server.request('DELETE', `/v1/tokens/${body.id}`);
    const revoked = await newest();
    expect(revoked).to.deep.include({ action: 'revokeToken', resource: `tokens/${body.id}` });
    expect(revoked.before).to.deep.equal({ name: 'ci', scope: 'platform', permissions: ['tenants.read'] });
    expect(revoked.number).to.be.above(created.number);
  });

  it('has two lines for an operation, which tell its start and its end', async () => {
    const lines = (await read('?resource=tenant')).filter(({ operation }) => operation !== undefined);
    const [ended, started] = lines.filter(({ operation }) => operation === lines[0]?.operation);
    expect(started).to.deep.include({ action: 'createTenant', outcome: 'started', input: { slug: 'other' } });
    expect(ended).to.deep.include({ action: 'create-tenant', resource: 'tenant other', outcome: 'done' });
  });

  it('is one for each tenant', async () => {
    const installed = await server.request('POST', '/v1/tenants/acme/plugins', {
      json: { plugin: 'crm', trust: true },
    });
    expect(installed.status, JSON.stringify(installed.body)).to.equal(201);
    const lines = await read('?tenant=acme');
    expect(lines.map(({ number, action, outcome }) => ({ number, action, outcome }))).to.deep.equal([
      { number: 2, action: 'install', outcome: 'done' },
      { number: 1, action: 'installPlugin', outcome: 'started' },
    ]);
    expect(await read('?action=installPlugin')).to.deep.equal([]);
    expect(await read('?tenant=other')).to.deep.equal([]);
  });

  it('counts refusals, so that nobody can fill it', async () => {
    const nobody = await server.token('nobody', 'tenant:acme', ['config.read']);
    for (let time = 0; time < 30; time += 1) {
      const answer = await server.request('DELETE', '/v1/tenants/acme/plugins/crm', { token: nobody });
      expect(answer.status).to.equal(403);
      expect((await server.request('GET', '/t/acme/crm/contacts', { token: 'plx_wrong' })).status).to.equal(
        401,
      );
      expect((await server.request('GET', '/v1/tokens', { token: null })).status).to.equal(401);
    }
    // A server that stops writes what it has counted.
    await server.restart('SIGTERM');
    await admin.end().catch(() => undefined);
    admin = await superuser(server);
    const refused = (await read('?tenant=acme&outcome=refused')).concat(await read('?outcome=refused'));
    const of = (action: string) => refused.filter((line) => line.action === action);
    for (const [action, actor, code, resource] of [
      ['uninstallPlugin', 'token:nobody', 'not_allowed', 'tenants/acme/plugins/crm'],
      ['callPlugin', 'anyone', 'not_authenticated', 't/acme/crm'],
      ['listTokens', 'anyone', 'not_authenticated', 'tokens'],
    ] as const) {
      const lines = of(action);
      expect(lines.reduce((sum, { count }) => sum + count, 0)).to.equal(30);
      // Two in a minute, and the requests may lie in two minutes.
      expect(lines.length).to.be.within(2, 4);
      expect(lines[0]).to.deep.include({ actor, code, resource, address: '127.0.0.1' });
    }
  });

  it('counts changes that failed as well', async () => {
    const json = { name: 'x y', scope: 'platform' };
    expect((await server.request('POST', '/v1/tokens', { json })).status).to.equal(422);
    await eventually('it is there', async () => {
      const [line] = await read('?action=createToken&outcome=failed');
      return line?.code === 'invalid_input' && line.count === 1;
    });
  });

  it('is not written for a dry run and for reading', async () => {
    const before = await newest();
    const json = { name: 'dry', scope: 'platform' };
    expect((await server.request('POST', '/v1/tokens?dryRun=true', { json })).status).to.equal(200);
    expect((await server.request('GET', '/v1/tokens')).status).to.equal(200);
    expect((await newest()).number).to.equal(before.number);
  });

  it('is read newest first, in pages, by filters', async () => {
    const all = await read('?limit=100');
    expect(all.map(({ number }) => number)).to.deep.equal(all.map((_line, index) => all.length - index));
    const first = await server.request('GET', '/v1/audit?limit=2');
    const second = await server.request('GET', `/v1/audit?limit=2&cursor=${first.body.nextCursor}`);
    expect([...first.body.items, ...second.body.items]).to.deep.equal(all.slice(0, 4));
    expect(await read('?actor=token:nobody')).to.deep.equal([]);
    expect((await read('?tenant=acme&actor=token:nobody')).length).to.be.at.least(1);
    expect(await read(`?since=${new Date(Date.now() + 3_600_000).toISOString()}`)).to.deep.equal([]);
    expect((await read(`?until=${new Date(Date.now() + 3_600_000).toISOString()}`)).length).to.equal(
      all.length,
    );
    for (const query of ['?cursor=***', '?outcome=great', '?since=yesterday', '?nonsense=1']) {
      expect((await server.request('GET', `/v1/audit${query}`)).status, query).to.equal(422);
    }
  });

  it('is for those with the permission, in their own tenant', async () => {
    const reader = await server.token('reader', 'tenant:acme', ['audit.read']);
    const other = await server.token('stranger', 'tenant:other', ['*']);
    const none = await server.token('none', 'tenant:acme', ['config.read']);
    const status = async (token: string, path: string, headers = {}) =>
      (await server.request('GET', path, { token, headers })).status;
    for (const path of ['/v1/audit', '/v1/audit/verify']) {
      expect(await status(reader, `${path}?tenant=acme`)).to.equal(200);
      expect(await status(reader, path, { 'X-Tenant-Slug': 'acme' })).to.equal(200);
      expect(await status(reader, path)).to.equal(403);
      expect(await status(other, `${path}?tenant=acme`)).to.equal(403);
      expect(await status(other, `${path}?tenant=acme&tenant=other`)).to.equal(403);
      expect(await status(other, `${path}?tenant=other`, { 'X-Tenant-Slug': 'acme' })).to.equal(422);
      expect(await status(none, `${path}?tenant=acme`)).to.equal(403);
      expect(await status(server.adminToken, `${path}?tenant=nowhere`)).to.equal(404);
    }
  });

  it('is followed', async () => {
    const stop = new AbortController();
    const response = await fetch(`${server.url}/v1/audit?follow=true&limit=1&action=createToken`, {
      headers: { Authorization: `Bearer ${server.adminToken}` },
      signal: stop.signal,
    });
    const lines: Line[] = [];
    const reading = (async () => {
      let text = '';
      for await (const chunk of response.body ?? []) {
        text += Buffer.from(chunk).toString();
        const whole = text.split('\n');
        text = whole.pop() ?? '';
        lines.push(...whole.map((line) => JSON.parse(line) as Line));
      }
    })().catch(() => undefined);
    await eventually('the last line is there', async () => lines.length === 1);
    await server.token('followed', 'platform');
    await eventually('the new line is there', async () => lines.length === 2);
    expect(lines[1]).to.deep.include({ action: 'createToken', number: (await newest()).number });
    stop.abort();
    await reading;
  });

  it('never contains a secret', async () => {
    const config = {
      type: 'object',
      properties: { apiKey: { type: 'string', writeOnly: true }, colour: { type: 'string' } },
    } as const;
    await publish(server, { id: 'mailer', config });
    const secret = 'the-very-secret-value';
    const { body } = await server.request('POST', '/v1/tokens', {
      json: { name: 'kept', scope: 'platform' },
    });
    const values = { apiKey: secret, colour: 'not-so-secret-blue' };
    const installed = await server.request('POST', '/v1/tenants/acme/plugins', {
      json: { plugin: 'mailer', trust: true, config: values },
    });
    expect(installed.status, JSON.stringify(installed.body)).to.equal(201);
    const path = '/v1/tenants/acme/plugins/mailer/config';
    expect((await server.request('PATCH', path, { json: values })).status).to.equal(200);
    expect((await server.request('PATCH', path, { json: { wrong: secret } })).status).to.equal(422);
    expect((await server.request('GET', '/v1/tokens', { token: secret })).status).to.equal(401);
    const [line] = await read('?tenant=acme&action=patchConfig&outcome=started');
    expect(line?.input).to.deep.equal({ apiKey: '(not recorded)', colour: '(not recorded)' });
    const { rows } = await sql('SELECT * FROM plexica_audit.lines');
    const opened = [await read('?limit=100'), await read('?tenant=acme&limit=100')];
    const everything = JSON.stringify(rows) + JSON.stringify(opened);
    for (const hidden of [secret, values.colour, body.token, server.adminToken]) {
      expect(everything).not.to.include(hidden);
    }
  });

  it('has personal values in no readable form', async () => {
    const { rows } = await sql('SELECT * FROM plexica_audit.lines');
    const text = rows.map((row) => Object.values(row).map(String).join(' ')).join('\n');
    expect(text).not.to.include('127.0.0.1');
    expect((await newest()).address).to.equal('127.0.0.1');
  });

  describe('when the superuser tampers with it', () => {
    const COLUMNS =
      'chain, number, time, actor, action, resource, outcome, code, count, request_id, operation, personal, mac';
    /** Does something as the superuser, verifies, and puts everything back. */
    const tampered = async (...statements: string[]): Promise<unknown> => {
      await sql('CREATE TEMPORARY TABLE kept AS SELECT * FROM plexica_audit.lines');
      await sql('CREATE TEMPORARY TABLE kept_chains AS SELECT * FROM plexica.audit_chains');
      try {
        for (const statement of statements) await sql(statement);
        const { body } = await verified('?tenant=acme');
        return { intact: body.intact, ...body.problem };
      } finally {
        await sql('DELETE FROM plexica_audit.lines');
        await sql(`INSERT INTO plexica_audit.lines (${COLUMNS}) SELECT ${COLUMNS} FROM kept`);
        await sql('DELETE FROM plexica.audit_chains');
        await sql('INSERT INTO plexica.audit_chains SELECT * FROM kept_chains');
        await sql('DROP TABLE kept, kept_chains');
        expect((await verified('?tenant=acme')).body).to.deep.include({ intact: true, lines: last });
      }
    };
    let chain: string;
    let last: number;

    before(async () => {
      const { body } = await verified('?tenant=acme');
      chain = body.chain;
      last = body.lines;
      expect(last).to.be.at.least(6);
    });

    it('says that it is intact before', async () => {
      expect(await tampered()).to.deep.equal({ intact: true });
    });

    for (const column of ['actor', 'action', 'resource', 'outcome', 'request_id', 'code']) {
      it(`finds a line whose ${column} was changed`, async () => {
        const found = await tampered(
          `UPDATE plexica_audit.lines SET ${column} = 'somebody-else' WHERE chain = '${chain}' AND number = 2`,
        );
        expect(found).to.deep.include({ intact: false, line: 2 });
      });
    }

    for (const [column, value] of [
      ['time', "time + interval '1 ms'"],
      ['count', 'count + 1'],
      ['operation', 'uuidv7()'],
      ['personal', "personal || 'x'"],
      ['mac', "decode('00', 'hex')"],
    ] as const) {
      it(`finds a line whose ${column} was changed`, async () => {
        const found = await tampered(
          `UPDATE plexica_audit.lines SET ${column} = ${value} WHERE chain = '${chain}' AND number = 3`,
        );
        expect(found).to.deep.include({ intact: false, line: 3 });
      });
    }

    it('finds one that was removed', async () => {
      const found = await tampered(`DELETE FROM plexica_audit.lines WHERE chain = '${chain}' AND number = 3`);
      expect(found).to.deep.equal({ intact: false, line: 3, reason: 'it was removed' });
    });

    it('lets the command line name the line and exit with 8', async () => {
      const command = join(CONTROL_PLANE, '../cli/bin/run.js');
      let said: unknown;
      await sql(`UPDATE plexica_audit.lines SET actor = 'x' WHERE chain = '${chain}' AND number = 2`);
      try {
        const { url: PLEXICA_SERVER, adminToken: PLEXICA_TOKEN } = server;
        await promisify(execFile)(process.execPath, [command, 'audit', '--verify', '--tenant', 'acme'], {
          env: { ...process.env, PLEXICA_SERVER, PLEXICA_TOKEN },
        });
      } catch (error) {
        said = error;
      }
      await sql(`UPDATE plexica_audit.lines SET actor = 'admin' WHERE chain = '${chain}' AND number = 2`);
      expect(said).to.deep.include({ code: 8 });
      expect((said as { stdout: string }).stdout).to.include('is NOT intact. Line 2: it was changed');
    });

    it('finds one that was removed where those after it were moved up', async () => {
      const found = await tampered(
        `DELETE FROM plexica_audit.lines WHERE chain = '${chain}' AND number = 3`,
        `UPDATE plexica_audit.lines SET number = -number + 1 WHERE chain = '${chain}' AND number > 3`,
        `UPDATE plexica_audit.lines SET number = -number WHERE chain = '${chain}' AND number < 0`,
      );
      expect(found).to.deep.include({ intact: false, line: 3 });
    });

    it('finds the last one removed', async () => {
      const found = await tampered(
        `DELETE FROM plexica_audit.lines WHERE chain = '${chain}' AND number = ${last}`,
      );
      expect(found).to.deep.equal({
        intact: false,
        line: last,
        reason: `it was removed: the log had ${last} lines`,
      });
    });

    it('finds the last one removed where the end was set back, unless it had the signature of that time', async () => {
      const found = await tampered(
        `DELETE FROM plexica_audit.lines WHERE chain = '${chain}' AND number = ${last}`,
        `UPDATE plexica.audit_chains c SET count = l.number, head = l.mac
           FROM plexica_audit.lines l WHERE l.chain = c.chain AND c.chain = '${chain}' AND l.number = ${last - 1}`,
      );
      expect(found).to.deep.include({ intact: false, line: last - 1 });
    });

    it('finds one that was put in between', async () => {
      const found = await tampered(
        `UPDATE plexica_audit.lines SET number = -number - 1 WHERE chain = '${chain}' AND number >= 3`,
        `UPDATE plexica_audit.lines SET number = -number WHERE chain = '${chain}' AND number < 0`,
        `INSERT INTO plexica_audit.lines (${COLUMNS})
         SELECT chain, 3, time, actor, action, resource, outcome, code, count, request_id, operation, personal, mac
           FROM plexica_audit.lines WHERE chain = '${chain}' AND number = 2`,
      );
      expect(found).to.deep.include({ intact: false, line: 3 });
    });

    it('finds one that was added at the end', async () => {
      const found = await tampered(
        `INSERT INTO plexica_audit.lines (${COLUMNS})
         SELECT chain, ${last + 1}, time, actor, action, resource, outcome, code, count, request_id, operation, personal, mac
           FROM plexica_audit.lines WHERE chain = '${chain}' AND number = 2`,
      );
      expect(found).to.deep.include({ intact: false, line: last + 1 });
    });

    it('finds the lines of another chain in its place', async () => {
      const found = await tampered(
        `DELETE FROM plexica_audit.lines WHERE chain = '${chain}'`,
        `INSERT INTO plexica_audit.lines (${COLUMNS})
         SELECT '${chain}', number, time, actor, action, resource, outcome, code, count, request_id, operation, personal, mac
           FROM plexica_audit.lines WHERE chain = 'platform'`,
      );
      expect(found).to.deep.include({ intact: false, line: 1 });
    });

    it('finds all of it removed', async () => {
      const found = await tampered(`DELETE FROM plexica_audit.lines WHERE chain = '${chain}'`);
      expect(found).to.deep.include({ intact: false, line: 1 });
    });

    it('goes on after a change of its end, and the change is not covered up', async () => {
      const found = await tampered(
        `DELETE FROM plexica_audit.lines WHERE chain = '${chain}' AND number = ${last}`,
        `UPDATE plexica.audit_chains c SET count = l.number, head = l.mac
           FROM plexica_audit.lines l WHERE l.chain = c.chain AND c.chain = '${chain}' AND l.number = ${last - 1}`,
        'SELECT 1',
      );
      expect(found).to.deep.include({ intact: false });
      await sql('CREATE TEMPORARY TABLE kept_chains AS SELECT * FROM plexica.audit_chains');
      await sql('CREATE TEMPORARY TABLE kept AS SELECT * FROM plexica_audit.lines');
      await sql(`DELETE FROM plexica_audit.lines WHERE chain = '${chain}' AND number = ${last}`);
      await sql(
        `UPDATE plexica.audit_chains c SET count = l.number, head = l.mac
           FROM plexica_audit.lines l WHERE l.chain = c.chain AND c.chain = '${chain}' AND l.number = ${last - 1}`,
      );
      const path = '/v1/tenants/acme/plugins/crm/actions/activate';
      expect((await server.request('POST', path)).status).to.equal(200);
      const { body } = await verified('?tenant=acme');
      expect(body).to.deep.include({ intact: false, lines: last - 1 });
      expect(body.problem.line).to.equal(last);
      await sql(`DELETE FROM plexica_audit.lines WHERE chain = '${chain}'`);
      await sql(
        `INSERT INTO plexica_audit.lines (${COLUMNS}) SELECT ${COLUMNS} FROM kept WHERE chain = '${chain}'`,
      );
      await sql('DELETE FROM plexica.audit_chains');
      await sql('INSERT INTO plexica.audit_chains SELECT * FROM kept_chains');
      await sql('DROP TABLE kept, kept_chains');
    });

    it('is found by the end that a server signed, even if the database is as it was at an earlier time', async () => {
      const { rows: earlier } = await sql('SELECT * FROM plexica.audit_chains WHERE chain = $1', [chain]);
      const path = '/v1/tenants/acme/plugins/crm/actions/activate';
      expect((await server.request('POST', path)).status).to.equal(200);
      const { body: now } = await verified('?tenant=acme');
      expect(now.intact).to.equal(true);
      await server.restart('SIGTERM');
      await admin.end().catch(() => undefined);
      admin = await superuser(server);
      const signed = server.logs
        .filter((line) => line.includes('"auditHead"'))
        .map((line) => JSON.parse(line) as { auditHead?: string })
        .flatMap(({ auditHead }) => auditHead ?? [])
        .filter((text) => text.startsWith(`${chain}.`));
      expect(signed.at(-1)).to.equal(now.head);
      const [of, count, head, signature] = ['chain', 'count', 'head', 'signature'].map(
        (key) => earlier[0][key],
      );
      await sql('DELETE FROM plexica_audit.lines WHERE chain = $1 AND number > $2', [of, count]);
      await sql('UPDATE plexica.audit_chains SET count = $2, head = $3, signature = $4 WHERE chain = $1', [
        of,
        count,
        head,
        signature,
      ]);
      expect((await verified('?tenant=acme')).body.intact).to.equal(true);
      const { body } = await verified(`?tenant=acme&head=${now.head}`);
      expect(body).to.deep.include({ intact: false });
      expect(body.problem.line).to.equal(last + 1);
      const forged = (now.head as string).replace(
        /^([^.]+)\.(\d+)/,
        (_all, id, number) => `${id}.${+number + 1}`,
      );
      expect((await verified(`?tenant=acme&head=${forged}`)).status).to.equal(422);
      expect((await verified(`?head=${now.head}`)).status).to.equal(422);
    });
  });

  describe('afterwards', () => {
    it('can be written by the platform, and not changed', async () => {
      const platform = await connectAs(server, 'plexica');
      const refused = (statement: string): Promise<string | undefined> =>
        platform.query(statement).then(
          () => 'done',
          (error: { code?: string }) => error.code,
        );
      for (const statement of [
        "UPDATE plexica_audit.lines SET actor = 'x'",
        'DELETE FROM plexica_audit.lines',
        'TRUNCATE plexica_audit.lines',
        'DROP TABLE plexica_audit.lines',
        'DROP SCHEMA plexica_audit CASCADE',
        'ALTER TABLE plexica_audit.lines ADD COLUMN x int',
        'CREATE TABLE plexica_audit.other (x int)',
        'CREATE TRIGGER t BEFORE INSERT ON plexica_audit.lines FOR EACH ROW EXECUTE FUNCTION plexica.tell()',
        'GRANT plexica_audit TO plexica',
        'SET ROLE plexica_audit',
        'ALTER ROLE plexica_audit LOGIN',
      ]) {
        expect(await refused(statement), statement).to.be.oneOf(['42501', '42883']);
      }
      expect(await refused('SELECT FROM plexica_audit.lines')).to.equal('done');
      await platform.end();
    });

    it('keeps the lines of an erased tenant, and nobody can read the personal values in them', async () => {
      const { body: before } = await verified('?tenant=acme');
      expect((await read('?tenant=acme&action=installPlugin'))[0]).to.include({ address: '127.0.0.1' });
      for (const plugin of ['crm', 'mailer']) {
        expect((await server.request('DELETE', `/v1/tenants/acme/plugins/${plugin}`)).status).to.equal(204);
      }
      await deleteTenant(server, 'acme');
      expect((await server.request('GET', '/v1/audit?tenant=acme')).status).to.equal(404);
      const { body: after } = await verified(`?tenant=${before.chain}`);
      expect(after.intact).to.equal(true);
      expect(after.lines).to.be.above(before.lines);
      const lines = await read(`?tenant=${before.chain}&limit=100`);
      expect(lines).to.have.lengthOf(after.lines);
      for (const line of lines) {
        expect(line).to.include({ erased: true });
        expect(line).not.to.have.any.keys('name', 'address', 'input', 'before', 'after');
      }
      expect(await newest()).to.deep.include({
        action: 'delete-tenant',
        resource: 'tenant acme',
        outcome: 'done',
      });
    });
  });
});

describe('a change and its line in the audit log', function () {
  this.timeout(120_000);
  let server: TestServer;
  before(async () => {
    server = await startServer();
    // The first line makes the chain.
    await server.token('first', 'platform');
  });
  after(() => server?.stop());

  const names = async (): Promise<string[]> =>
    (await server.request('GET', '/v1/tokens')).body.items.map(({ name }: { name: string }) => name);
  it('are committed together: of a server that is killed between them, neither is left', async () => {
    const admin = await superuser(server);
    await admin.query("BEGIN; SELECT FROM plexica.audit_chains WHERE chain = 'platform' FOR UPDATE");
    const asked = server.token('half', 'platform').catch(() => undefined);
    const looker = await superuser(server);
    await eventually('its line waits', async () => {
      const { rows } = await looker.query(
        "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%audit_chains%'",
      );
      return rows.length > 0;
    });
    await server.restart('SIGKILL');
    await asked;
    for (const client of [admin, looker]) await client.end().catch(() => undefined);
    expect(await names()).to.deep.equal(['first']);
    const lines = await server.request('GET', '/v1/audit?action=createToken&outcome=done');
    expect(lines.body.items).to.have.lengthOf(1);
    expect((await server.request('GET', '/v1/audit/verify')).body.intact).to.equal(true);
  });

  it('are committed together at the end of an operation, which another server continues', async () => {
    const admin = await superuser(server);
    const created = server.request('POST', '/v1/tenants', { json: { slug: 'half' } }).catch(() => undefined);
    await eventually(
      'it runs',
      async () => (await admin.query('SELECT FROM plexica.operations')).rows.length > 0,
    );
    await server.restart('SIGKILL');
    await created;
    await admin.end().catch(() => undefined);
    const lines = await eventually('its end is recorded', async () => {
      const { body } = await server.request('GET', '/v1/audit?resource=tenant');
      return body.items.length > 1 && body.items;
    });
    const [ended, started] = lines;
    expect((await server.request('GET', '/v1/tenants/half')).body.state).to.equal('active');
    expect(ended).to.deep.include({ action: 'create-tenant', outcome: 'done', operation: started.operation });
    expect(started).to.deep.include({ action: 'createTenant', outcome: 'started' });
    expect(lines).to.have.lengthOf(2);
  });

  it('wait for the lines of others no longer than for any lock', async () => {
    const admin = await superuser(server);
    await admin.query("BEGIN; SELECT FROM plexica.audit_chains WHERE chain = 'platform' FOR UPDATE");
    const answer = await server.request('POST', '/v1/tokens', { json: { name: 'late', scope: 'platform' } });
    await admin.query('ROLLBACK');
    await admin.end();
    expect(answer.status).to.equal(503);
    expect(answer.body.code).to.equal('busy');
    expect(await names()).to.deep.equal(['first']);
  });
});

describe('one audit log of two servers', function () {
  this.timeout(120_000);

  it('is one chain', async () => {
    const external = await startExternal();
    const servers = [await startServer(external.environment), await startServer(external.environment)];
    try {
      await Promise.all(
        servers.flatMap((server, index) =>
          Array.from({ length: 20 }, (_, time) => server.token(`t-${index}-${time}`, 'platform')),
        ),
      );
      for (const server of servers) {
        const { body } = await server.request('GET', '/v1/audit/verify');
        expect(body).to.deep.include({ intact: true, lines: 40 });
      }
    } finally {
      await Promise.all(servers.map((server) => server.stop()));
      await external.stop();
    }
  });
});
