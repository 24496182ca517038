import { resolve } from 'node:path';
import pg from 'pg';
import { atLeast, atMost, toFigure, type Bench, type Place } from './figure.ts';
import { load } from './load.ts';
import { start } from './processes.ts';
import { inTurns, median } from './samples.ts';
import { publishNotes, startDatabase, startServer, type Database } from './server.ts';

const ROUNDS = 5;
const ROW = '/notes/500';

/** Lets the peer read the very rows that the plugin reads, with the same rights. @returns how it connects */
async function letPeerIn({ superuserUrl }: Database): Promise<string> {
  const client = new pg.Client({ connectionString: superuserUrl });
  await client.connect();
  await client.query(
    `CREATE ROLE peer LOGIN PASSWORD 'peer';
     ALTER ROLE peer SET search_path = tenant_acme__notes;
     GRANT USAGE ON SCHEMA tenant_acme__notes TO peer;
     GRANT SELECT ON ALL TABLES IN SCHEMA tenant_acme__notes TO peer;`,
  );
  await client.end();
  const url = new URL(superuserUrl);
  url.username = 'peer';
  url.password = 'peer';
  return url.href;
}

async function startPeer(place: Place, databaseUrl: string): Promise<string> {
  const { line } = await start(place, [process.execPath, [resolve('bench/peers/express.ts')]], {
    env: { PATH: process.env['PATH'], DATABASE_URL: databaseUrl },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  return (JSON.parse(line) as { url: string }).url;
}

export const gateway: Bench = {
  name: 'gateway',
  minutes: 3,
  async measure(place) {
    const database = await startDatabase(place);
    const server = await startServer(place, database);
    await publishNotes(server);
    await server.api.createTenant({ body: { slug: 'acme', name: 'Acme' } });
    await server.api.installPlugin({ tenant: 'acme', body: { plugin: 'notes' } });
    const { token } = (await server.api.createToken({
      body: { name: 'bench', scope: 'tenant:acme', permissions: ['notes.read'] },
    })) as { token: string };
    const peer = await startPeer(place, await letPeerIn(database));

    const headers = { authorization: `Bearer ${token}` };
    const ask = (connections: number, seconds: number) =>
      [
        () => load(`${server.url}/t/acme/notes${ROW}`, { connections, seconds, headers }),
        () => load(`${peer}${ROW}`, { connections, seconds }),
      ] as const;
    place.say('warming up');
    await inTurns(1, ...ask(32, 4));
    place.say(`one connection, ${ROUNDS} × 3 s each`);
    const one = await inTurns(ROUNDS, ...ask(1, 3));
    place.say(`32 connections, ${ROUNDS} × 4 s each`);
    const many = await inTurns(ROUNDS, ...ask(32, 4));

    const p50 = {
      ours: median(one.ours.map((each) => each.p50)),
      peer: median(one.peer.map((each) => each.p50)),
    };
    const rate = {
      ours: median(many.ours.map((each) => each.requestsPerSecond)),
      peer: median(many.peer.map((each) => each.requestsPerSecond)),
    };
    const what = 'one row through gateway and sandbox; the same handler in plain Express with pg';
    return [
      toFigure('gateway-latency', {
        unit: 'ms',
        ...p50,
        goal: atMost('difference', p50.ours - p50.peer, 0.6, ' ms'),
        detail: `${what}. p50 with 1 connection, median of ${ROUNDS} × 3 s`,
      }),
      toFigure('gateway-throughput', {
        unit: 'requests/s',
        ...rate,
        goal: atLeast('ratio', rate.ours / rate.peer, 0.35),
        detail: `${what}. 32 connections, median of ${ROUNDS} × 4 s`,
      }),
    ];
  },
};
