import { expect } from 'chai';
import { missingKernelWall, skipWhereMissing } from '../skip-where-missing.ts';
import { type Attempts, startAttempts } from './attempts.ts';
import { escapeRows } from './escape-rows.ts';
import { type Outside, openOutside } from './outside.ts';
import { channelRows } from './rows/channel.ts';
import type { EscapeRow } from './rows/row.ts';
import type { Missing } from './taken-down.ts';

interface Configuration {
  name: string;
  missing: Missing;
  denies: (row: EscapeRow) => boolean;
}

const CONFIGURATIONS: Configuration[] = [
  { name: 'both walls', missing: {}, denies: () => true },
  {
    name: 'both walls, and may make code of text',
    missing: { codeGeneration: true },
    denies: ({ codeGeneration }) => !codeGeneration,
  },
  { name: "Node's wall alone", missing: { kernel: true }, denies: ({ deniedBy }) => deniedBy.node },
  {
    name: "the kernel's wall alone",
    missing: { permissions: true, lockDown: true },
    denies: ({ deniedBy }) => deniedBy.kernel,
  },
];

describe('a plugin behind', function () {
  let outside: Outside;
  before(async function () {
    skipWhereMissing(this, await missingKernelWall());
    outside = await openOutside();
  });
  after(() => outside?.close());

  for (const { name, missing, denies } of CONFIGURATIONS) {
    describe(name, () => {
      let attempts: Attempts;
      before(async () => {
        attempts = await startAttempts(outside, missing);
      });
      after(() => attempts?.stop());

      it('is where the server says that it is', async () => {
        const { body } = await attempts.server.request('GET', '/readyz');
        expect(body.walls.kernel).to.equal(!missing.kernel);
      });

      for (const row of escapeRows) {
        const denied = denies(row);
        it(
          denied
            ? `cannot ${row.name}`
            : `can ${row.name}: ${missing.codeGeneration ? 'it asked' : 'only the other wall denies it'}`,
          async () => {
            const { escaped, said } = await attempts.attempt(row);
            expect(escaped, said).to.equal(!denied);
          },
        );
      }

      if (missing.permissions) return;
      describe('that writes to the channel', () => {
        let other: string;
        before(async () => {
          other = await attempts.newTenant();
          await expectFine(attempts, other);
        });
        after(async () => {
          await expectFine(attempts, other);
          const { body } = await attempts.server.request('GET', `/v1/tenants/${other}/plugins/hostile/logs`);
          const failed = body.items.filter(
            (line: { request?: { status?: number } }) => line.request?.status !== 200,
          );
          expect(failed, 'the other tenant notices nothing').to.deep.equal([]);
        });

        for (const row of channelRows) {
          it(`${row.name} is ended, and nobody else`, async () => {
            const { answer, tenant } = await attempts.write(row);
            expect(answer.body).to.include({ status: 502, code: 'plugin_failed' });
            expect(answer.body.detail)
              .to.match(/^The process of hostile 1\.0\.0 has ended: it violated the channel protocol: /)
              .and.match(row.cause);
            await expectFine(attempts, other);
            await expectFine(attempts, tenant);
          });
        }
      });
    });
  }
});

async function expectFine({ server }: Attempts, tenant: string): Promise<void> {
  const { body } = await server.request('GET', `/t/${tenant}/hostile/fine`);
  expect(body).to.equal('fine');
}
