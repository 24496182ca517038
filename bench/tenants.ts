import pg from 'pg';
import { tenantSchemaSql } from '../control-plane/dist/tenants/schema.js';
import { atMost, toFigure, type Bench } from './figure.ts';
import { median, percentile, timed } from './samples.ts';
import { startDatabase, startServer, type Server } from './server.ts';

const TENANTS = 1010;
/** Tenants on each side of the 10th and of the 1,000th that stand for it. */
const AROUND = 10;

/** Calls a server's code often enough for the engine to have compiled it. */
async function warmUp({ api }: Server): Promise<void> {
  for (let number = 0; number < 60; number += 1) {
    await api.createTenant({ body: { slug: `warm${number}`, name: 'Warm' } });
    await api.deleteTenant({ tenant: `warm${number}` });
  }
}

export const tenants: Bench = {
  name: 'tenants',
  minutes: 3,
  async measure(place) {
    const database = await startDatabase(place);
    const server = await startServer(place, database);
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    place.cleanup(() => client.end());

    const create = (number: number) =>
      timed(() => server.api.createTenant({ body: { slug: `t${number}`, name: `Tenant ${number}` } }));
    const sameDdl = (number: number) =>
      timed(async () => {
        await client.query('BEGIN');
        await client.query(tenantSchemaSql(`p${number}`));
        await client.query('COMMIT');
      });

    place.say('warming up');
    await warmUp(server);
    const ours: number[] = [];
    const peer: number[] = [];
    place.say(`creating ${TENANTS} tenants`);
    for (let number = 1; number <= TENANTS; number += 1) {
      ours.push(await create(number));
      if (number <= 2 * AROUND || number > TENANTS - 2 * AROUND) peer.push(await sameDdl(number));
    }
    const early = ours.slice(0, 2 * AROUND);
    const late = ours.slice(-2 * AROUND);
    const created = { ours: median([...early, ...late]), peer: median(peer) };
    const p95 = percentile(ours, 0.95);
    const growth = { ours: median(late), peer: median(early) };
    return [
      toFigure('tenant-create', {
        unit: 'ms',
        ...created,
        goal: atMost('ratio', created.ours / created.peer, 3),
        detail: `POST /v1/tenants; the same DDL by pg in one transaction. In turns, median of ${peer.length}`,
      }),
      toFigure('tenant-create-p95', {
        unit: 'ms',
        ours: p95,
        peer: null,
        goal: atMost('p95', p95, 50, ' ms'),
        detail: `95th percentile of ${TENANTS} creations`,
      }),
      toFigure('tenant-create-growth', {
        unit: 'ms',
        ...growth,
        goal: atMost('ratio', growth.ours / growth.peer, 1.2),
        detail: `tenants ${TENANTS - 2 * AROUND + 1} to ${TENANTS}; tenants 1 to ${2 * AROUND}. Medians`,
      }),
    ];
  },
};
