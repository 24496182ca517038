import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { FetchFailure } from '../../src/plugin-host/capabilities/fetch/failure.ts';
import { outside as openFetches } from '../../src/plugin-host/capabilities/fetch/outside.ts';
import { Turns } from '../../src/plugin-host/capabilities/fetch/turns.ts';
import { startServer } from '../server.ts';
import { startAttempts } from './attempts.ts';
import { openDatabaseAttempts } from './database-attempts.ts';
import { DATABASE_ROWS, SCENARIOS } from './database-rows.ts';
import { fetchRows } from './fetch-rows.ts';
import { headersThrough } from './header-attempts.ts';
import { openOutside } from './outside.ts';
import { channelRows } from './rows/channel.ts';
import { weakened } from './weakened.ts';
import { WEAKENED } from './weakened-rows.ts';
import {
  NO_HEADER_FILTER,
  NO_NAME_RULES,
  NO_PARSER,
  NO_PREPARATION,
  NO_SHAPES,
  OWNER_ROLE,
} from './weakenings.ts';

describe('a build of the server', function () {
  this.timeout(120_000);

  it('whose requests have the owner role lets SQL through, and more without the parser', async () => {
    const server = await startServer(weakened(OWNER_ROLE));
    try {
      const attempts = await openDatabaseAttempts(server);
      const { victims } = attempts;
      const requests = DATABASE_ROWS.filter(
        ({ by, stoppedBy }) => by === 'request' && stoppedBy !== 'limits',
      );
      const behindParser: string[] = [];
      for (const row of requests) {
        if ((await attempts.attempt(row)).code === undefined) behindParser.push(row.name);
      }
      expect(behindParser).to.deep.equal(WEAKENED.ownerRole.rows);

      const { owner } = victims.roles;
      const client = await victims.connect(owner);
      const withoutParser: string[] = [];
      // What the parser alone stops the run-time role may do too.
      for (const { name, sql } of requests.filter(({ stoppedBy }) => stoppedBy !== 'parser')) {
        await client.query('begin');
        await client.query(victims.fill(sql, owner)).then(
          () => withoutParser.push(name),
          () => undefined,
        );
        await client.query('rollback');
      }
      await client.end();
      expect(withoutParser).to.deep.equal(WEAKENED.ownerRoleAndParser.rows);
    } finally {
      await server.stop();
    }
  });

  /** Requests whose statements are run, in a server that differs as told. */
  async function requestsThrough(environment: NodeJS.ProcessEnv, but: readonly string[]): Promise<string[]> {
    const rows = DATABASE_ROWS.filter(
      ({ name, by, stoppedBy }) => by === 'request' && stoppedBy !== 'limits' && !but.includes(name),
    );
    const server = await startServer(environment);
    try {
      const attempts = await openDatabaseAttempts(server);
      const through: string[] = [];
      for (const row of rows) {
        if ((await attempts.attempt(row)).code !== undefined) continue;
        through.push(row.name);
        // Some change its role or a connection, which would stop those that follow.
        for (const action of ['deactivate', 'activate']) {
          await server.request('POST', `/v1/tenants/acme/plugins/notes/actions/${action}`, { json: {} });
        }
      }
      return through;
    } finally {
      await server.stop();
    }
  }

  it('that parses no statement lets SQL through', async () => {
    expect(await requestsThrough(weakened(NO_PARSER), [])).to.deep.equal(WEAKENED.parser.rows);
  });

  it('that parses no statement, where everybody has the rights of a new database, lets more through', async () => {
    const through = await requestsThrough(weakened(NO_PARSER, NO_PREPARATION), WEAKENED.parser.rows);
    expect(through).to.deep.equal(WEAKENED.preparation.rows);
  });

  it(`that parses no statement: ${SCENARIOS.byNotifications.name}`, async () => {
    const server = await startServer(weakened(NO_PARSER));
    try {
      await openDatabaseAttempts(server);
      const send = async (tenant: string, sql: string) =>
        (await server.request('POST', `/t/${tenant}/notes/sql`, { json: { sql } })).body as object;
      // All four connections that an installation may have listen.
      await Promise.all(Array.from({ length: 4 }, () => send('globex', 'listen a_row')));
      expect(await send('acme', `notify a_row, 'the row itself'`)).to.deep.equal({ rows: 0 });
      for (let tries = 0; tries < 4; tries += 1) {
        expect(await send('globex', 'select * from notes where false')).to.deep.equal({ rows: 0 });
      }
      const { body } = await server.request('GET', '/v1/tenants/globex/plugins/notes/logs');
      expect(JSON.stringify(body)).not.to.include('the row itself');
      expect(server.logs.join('\n')).not.to.include('the row itself');
    } finally {
      await server.stop();
    }
  });

  it('that filters headers lets none of the tables through', async () => {
    expect(await headersThrough({})).to.deep.equal({ requests: [], answers: [] });
  });

  it('that filters no headers lets them through', async () => {
    const { requests, answers } = await headersThrough(weakened(NO_HEADER_FILTER));
    expect(requests).to.deep.equal(WEAKENED.headersOfRequests.rows);
    expect(answers).to.deep.equal(WEAKENED.headersOfAnswers.rows);
  });

  it('that takes messages of any shape goes on after them', async () => {
    const outside = await openOutside();
    const attempts = await startAttempts(outside, { weakening: NO_SHAPES });
    const believed: string[] = [];
    try {
      for (let at = 0; at < channelRows.length; at += 10) {
        const some = channelRows.slice(at, at + 10);
        const said = await Promise.all(
          some.map((row) =>
            Promise.race([
              attempts.write(row).then(({ answer }) => String(answer.body.detail)),
              // What breaks a rule ends the process at once; a request that nobody answers lasts for ten seconds.
              sleep(6000, 'nothing'),
            ]).catch((error: Error) => error.message),
          ),
        );
        const broke = (told = '') => told.includes('violated the channel protocol');
        believed.push(...some.flatMap(({ name }, index) => (broke(said[index]) ? [] : [name])));
      }
    } finally {
      await attempts.stop();
      await outside.close();
    }
    expect(believed).to.deep.equal(WEAKENED.shapes.rows);
  });

  it('that knows no rules of names takes packages', async () => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [join(import.meta.dirname, 'accepted-packages.ts')],
      { env: { ...process.env, ...weakened(NO_NAME_RULES) } },
    );
    expect(JSON.parse(stdout)).to.deep.equal(WEAKENED.names.rows);
  });

  it('for which all addresses are listed makes connections to them', async () => {
    const through = async (listed: string[]): Promise<string[]> => {
      const names: string[] = [];
      for (const { name, address } of fetchRows) {
        if (address === undefined) continue;
        const family = address.includes(':') ? 6 : 4;
        const lookup = openFetches(listed, async () => [{ address, family }]).lookup(
          new Turns(1),
          new AbortController().signal,
        );
        const [error, found] = await new Promise<[Error | null, unknown]>((resolve) =>
          lookup('api.example.com', {}, (...answer) => resolve([answer[0], answer[1]])),
        );
        if (error === null) names.push(name);
        else expect(error).to.be.instanceOf(FetchFailure);
        if (error === null) expect(found).to.equal(address);
      }
      return names;
    };
    expect(await through([])).to.deep.equal([]);
    expect(await through(['0.0.0.0/0', '::/0'])).to.deep.equal(WEAKENED.addresses.rows);
  });
});
