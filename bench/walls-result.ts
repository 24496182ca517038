import { pluginPackage, type PluginSource } from '../control-plane/test/installations/plugin-package.ts';
import { atMost, toFigure, type Figure, type Place } from './figure.ts';
import { inTurns, percentile, timed } from './samples.ts';
import { startDatabase, startServer } from './server.ts';

const ROUNDS = 5;
/** Calls of one round. */
const CALLS = 300;

const PLUGIN: PluginSource & { id: string } = {
  id: 'big',
  version: '1.0.0',
  routes: {
    'GET /small': { access: 'authenticated', source: `() => 'small'` },
    'GET /result': {
      access: 'authenticated',
      source: `async (ctx) =>
        (await ctx.db.query("select array(select json_build_object('name', repeat('x', 24)) from generate_series(1, 160000))")).length`,
    },
  },
};

/** What a small call of one tenant takes beside results of 8 MiB of another, on a control plane as production runs it. */
export async function besideResults(place: Place): Promise<Figure> {
  const server = await startServer(place, await startDatabase(place, 'result-database'), 'result-data');
  const { api } = server;
  const body = await pluginPackage(PLUGIN);
  await api.publishVersion({ plugin: 'big', version: '1.0.0', tag: 'latest', body });
  const ask: Record<string, (path: string) => Promise<void>> = {};
  for (const slug of ['quiet', 'loud']) {
    await api.createTenant({ body: { slug, name: slug } });
    await api.installPlugin({ tenant: slug, body: { plugin: 'big' } });
    const { token } = (await api.createToken({
      body: { name: slug, scope: `tenant:${slug}`, permissions: ['*'] },
    })) as { token: string };
    ask[slug] = async (path) => {
      const headers = { authorization: `Bearer ${token}` };
      const answer = await fetch(`${server.url}/t/${slug}/big/${path}`, { headers });
      const text = await answer.text();
      if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}: ${text}`);
    };
  }
  const { quiet, loud } = ask as Record<'quiet' | 'loud', (path: string) => Promise<void>>;
  const calls = async (): Promise<number[]> => {
    const times: number[] = [];
    for (let call = 0; call < CALLS; call += 1) times.push(await timed(() => quiet('small')));
    return times;
  };
  const beside = async (): Promise<number[]> => {
    const ended = new AbortController();
    const results = (async () => {
      while (!ended.signal.aborted) await loud('result');
    })();
    const times = await calls();
    ended.abort();
    await results;
    return times;
  };

  place.say(`${ROUNDS} × ${CALLS} calls beside results of 8 MiB, and alone`);
  await inTurns(1, beside, calls);
  const times = await inTurns(ROUNDS, beside, calls);
  const ours = percentile(times.ours.flat(), 0.95);
  const peer = percentile(times.peer.flat(), 0.95);
  return toFigure('wall-result-p95', {
    unit: 'ms',
    ours,
    peer,
    goal: atMost('ratio', ours / peer, 2),
    detail: `p95 of a small call while another tenant reads results of 7 MiB with 160,000 elements; alone. ${ROUNDS} × ${CALLS} each`,
  });
}
