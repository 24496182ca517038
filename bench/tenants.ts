import pg from 'pg';
import { tenantSchemaSql } from '../control-plane/dist/tenants/schema.js';
import { atMost, toFigure, type Bench, type Place } from './figure.ts';
import { AROUND, smallAndLarge, type Platform } from './growth.ts';
import { median, percentile, timed } from './samples.ts';
import type { Server } from './server.ts';

function create({ api }: Server, slug: string): Promise<number> {
  return timed(() => api.createTenant({ body: { slug, name: slug } }));
}

/** @returns what sends a tenant's DDL to a platform's database, without the platform, and gives the milliseconds */
async function sameDdl(place: Place, { database }: Platform): Promise<(slug: string) => Promise<number>> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  place.cleanup(() => client.end());
  return (slug) =>
    timed(async () => {
      await client.query('BEGIN');
      await client.query(tenantSchemaSql(slug));
      await client.query('COMMIT');
    });
}

export const tenants: Bench = {
  name: 'tenants',
  minutes: 3,
  async measure(place) {
    const { small, large, filling } = await smallAndLarge(place, {
      make: create,
      remove: ({ api }, tenant) => api.deleteTenant({ tenant }),
    });
    const ddl = { small: await sameDdl(place, small), large: await sameDdl(place, large) };
    place.say(`${AROUND} on each side, in turns`);
    const times = { small: [] as number[], large: [] as number[], peer: [] as number[] };
    for (let number = 1; number <= AROUND; number += 1) {
      times.small.push(await create(small.server, `s${number}`));
      times.peer.push(await ddl.small(`p${number}`));
      times.large.push(await create(large.server, `s${number}`));
      times.peer.push(await ddl.large(`p${number}`));
    }
    const created = { ours: median([...times.small, ...times.large]), peer: median(times.peer) };
    const p95 = percentile([...filling, ...times.large], 0.95);
    const growth = { ours: median(times.large), peer: median(times.small) };
    return [
      toFigure('tenant-create', {
        unit: 'ms',
        ...created,
        goal: atMost('ratio', created.ours / created.peer, 3),
        detail: `POST /v1/tenants; the same DDL by pg in one transaction. Medians of ${times.peer.length}`,
      }),
      toFigure('tenant-create-p95', {
        unit: 'ms',
        ours: p95,
        peer: null,
        goal: atMost('p95', p95, 50, ' ms'),
        detail: `95th percentile of tenants 1 to ${filling.length + AROUND}`,
      }),
      toFigure('tenant-create-growth', {
        unit: 'ms',
        ...growth,
        goal: atMost('ratio', growth.ours / growth.peer, 1.2),
        detail: `tenant 1,000 (${filling.length + 1} to ${filling.length + AROUND}); tenant 10 (1 to ${AROUND}). Medians`,
      }),
    ];
  },
};
