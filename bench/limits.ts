import { atMost, toFigure, type Bench, type Place } from './figure.ts';
import { load } from './load.ts';
import { inTurns, median } from './samples.ts';
import { publishNotes, startDatabase, startServer } from './server.ts';

const ROUNDS = 9;
const ROW = '/t/acme/notes/notes/500';
/** Counted like any other, and never reached. */
const ON = 'tenant=1000000/s,token=1000000/s';

/** @returns a function that asks a server with these limits for one row, and returns the median in milliseconds */
async function asking(
  place: Place,
  name: string,
  limits: string,
): Promise<(seconds: number) => Promise<number>> {
  const database = await startDatabase(place, `database-${name}`);
  const server = await startServer(place, database, name, limits);
  await publishNotes(server);
  await server.api.createTenant({ body: { slug: 'acme', name: 'Acme' } });
  await server.api.installPlugin({ tenant: 'acme', body: { plugin: 'notes' } });
  const { token } = (await server.api.createToken({
    body: { name: 'bench', scope: 'tenant:acme', permissions: ['notes.read'] },
  })) as { token: string };
  const headers = { authorization: `Bearer ${token}` };
  return async (seconds) => (await load(server.url + ROW, { connections: 1, seconds, headers })).p50;
}

export const limits: Bench = {
  name: 'limits',
  minutes: 3,
  async measure(place) {
    const on = await asking(place, 'on', ON);
    const off = await asking(place, 'off', 'off');
    place.say('warming up');
    await inTurns(
      2,
      () => on(3),
      () => off(3),
    );
    place.say(`one connection, ${ROUNDS} × 3 s each`);
    const { ours, peer } = await inTurns(
      ROUNDS,
      () => on(3),
      () => off(3),
    );
    return [
      toFigure('limits', {
        unit: 'ms',
        ours: median(ours),
        peer: median(peer),
        goal: atMost('ratio', median(ours) / median(peer), 1.05),
        detail: `one row through gateway and sandbox, with limits of requests and without. p50 with 1 connection, median of ${ROUNDS} × 3 s`,
      }),
    ];
  },
};
