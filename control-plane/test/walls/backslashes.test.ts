import { expect } from 'chai';
import { publish } from '../installations/plugin-package.ts';
import { startServer, type TestServer } from '../server.ts';
import { superuser } from '../superuser.ts';
import { ATTACKER } from './tenants.ts';

/**
 * Where standard_conforming_strings is off, PostgreSQL takes `\'` for a quote within a text, and what the parser took for
 * a text behind it for SQL.
 */
const HIDDEN = `select '\\' as x, ' , current_setting($$statement_timeout$$) --'`;

describe('backslashes in texts', function () {
  this.timeout(60_000);
  let server: TestServer;
  before(async () => {
    server = await startServer();
    const admin = await superuser(server);
    await admin.query('alter database plexica set standard_conforming_strings = off');
    await admin.end();
  });
  after(() => server?.stop());

  it('mean for PostgreSQL what they mean for the parser, whatever the database is set to', async () => {
    await publish(server, {
      ...ATTACKER,
      lifecycle: {
        onInstall: `(ctx) => ctx.db.query(${JSON.stringify(`insert into notes (text, more) ${HIDDEN}`)})`,
      },
      migrations: {
        '001.sql': `create table notes (text text, more text); insert into notes (text) values ('\\');`,
      },
      routes: {
        'GET /sql': {
          access: 'authenticated',
          source: `(ctx) => ctx.db.query(${JSON.stringify(HIDDEN)})`,
        },
      },
    });
    await server.request('POST', '/v1/tenants', { json: { slug: 'acme', name: 'Acme' } });
    const installed = await server.request('POST', '/v1/tenants/acme/plugins', {
      json: { plugin: 'notes', trust: true },
    });
    expect(installed.status, JSON.stringify(installed.body)).to.equal(201);
    const { body } = await server.request('GET', '/t/acme/notes/sql');
    expect(body).to.deep.equal([{ x: '\\', '?column?': ' , current_setting($$statement_timeout$$) --' }]);
  });
});
