import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { postmaster } from '../killed-postgres.ts';
import { publish } from '../installations/plugin-package.ts';
import { runningProcesses } from '../processes.ts';
import { startServer, type TestServer } from '../server.ts';
import { refusal, statement } from '../sql-policy/judged.ts';
import { ENDLESS, type Endless } from './endless.ts';
import { ATTACKER, twoTenants, type Victims } from './tenants.ts';

/** Sent past the parser, each by a connection of its own. */
const ATTACKS: Endless[] = [
  'translate with many characters',
  'LIKE with a long word',
  'arrays that have no element in common',
];

describe('a statement that PostgreSQL cannot interrupt', function () {
  this.timeout(240_000);

  for (const [name, { sql, refusedBy }] of Object.entries(ENDLESS)) {
    it(`is refused by ${refusedBy}: ${name}`, () => {
      expect(refusal(statement(sql)) !== undefined).to.equal(refusedBy !== 'nobody');
    });
  }

  describe('on the embedded PostgreSQL', () => {
    let server: TestServer;
    let victims: Victims;
    before(async function () {
      if (process.platform !== 'linux') this.skip();
      server = await startServer();
      victims = await twoTenants(server);
    });
    after(() => server?.stop());

    it('is refused by PostgreSQL where it is refused by both', async () => {
      const client = await victims.connect(victims.roles.runtime);
      for (const { sql, refusedBy } of Object.values(ENDLESS)) {
        if (refusedBy !== 'both') continue;
        const code = await client.query(sql).catch((error: { code?: string }) => error.code);
        expect(code, sql).to.equal('42501');
      }
      await client.end();
    });

    it('is ended after its time, and nobody else is', async () => {
      const before = postmaster(server);
      const bystander = await victims.connect(victims.foreign);
      const attackers = await Promise.all(ATTACKS.map(() => victims.connect(victims.roles.runtime)));
      const pids = attackers.map((client) => (client as unknown as { processID: number }).processID);
      try {
        const ends = attackers.map((client, index) =>
          client.query(ENDLESS[ATTACKS[index] as Endless].sql).then(
            () => 'answered',
            (error: { code?: string }) => error.code,
          ),
        );
        await until(() => pids.every((pid) => niceOf(pid) >= 10));
        expect(niceOf(Number(before)), 'of PostgreSQL itself').to.equal(0);
        expect(await Promise.all(ends)).to.deep.equal(ATTACKS.map(() => '22P01'));
        await until(() => !runningProcesses().some(({ pid }) => pids.includes(pid)));
        // A process of PostgreSQL that crashes takes the connections of all others with it.
        const { rows } = await bystander.query('select text from notes');
        expect(rows).to.deep.equal([{ text: 'a secret' }]);
        expect(postmaster(server)).to.equal(before);
        await until(() => ended(server) === ATTACKS.length);
      } finally {
        await Promise.all([bystander, ...attackers].map((client) => client.end().catch(() => undefined)));
      }
    });

    it('fails the update whose migration has it, which says so', async () => {
      const { sql } = ENDLESS['arrays that have no element in common'];
      const migrations = { ...ATTACKER.migrations, '002.sql': `\n${sql}` };
      await publish(server, { ...ATTACKER, version: '1.0.1', migrations });
      const path = '/v1/tenants/acme/plugins/notes';
      const { body } = await server.request('POST', `${path}/actions/update`, { json: {} });
      for (;;) {
        const { state, error } = (await server.request('GET', `/v1/operations/${body.id}`)).body;
        if (state === 'failed') {
          expect(error.code).to.equal('migration_failed');
          expect(error.message).to.include('migrations/002.sql:2: the statement exceeded its time limit');
          break;
        }
        expect(state).not.to.equal('succeeded');
        await sleep(100);
      }
      const { version, state } = (await server.request('GET', path)).body;
      expect({ version, state }).to.deep.equal({ version: '1.0.0', state: 'active' });
    });
  });
});

function ended({ logs }: TestServer): number {
  const told = /"tenant":"acme","plugin":"notes".*ended a statement of a plugin/;
  return logs.filter((line) => told.test(line)).length;
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(50);
}

/** The nice value of a process; proc(5), the nineteenth field. */
function niceOf(pid: number): number {
  return Number(
    readFileSync(`/proc/${pid}/stat`, 'latin1')
      .replace(/^.*\) /s, '')
      .split(' ')[16],
  );
}
