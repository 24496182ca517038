import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TIME_LIMITS } from '../control-plane/dist/plugin-host/limits.js';
import { PluginProcess } from '../control-plane/dist/plugin-host/process/plugin-process.js';
import { prepareSandbox } from '../control-plane/dist/plugin-host/sandbox/sandbox.js';
import { detectWalls } from '../control-plane/dist/plugin-host/sandbox/walls.js';
import { writeBundle } from './bundle.ts';
import { atMost, toFigure, type Bench, type Place } from './figure.ts';
import { inTurns, median, timed } from './samples.ts';
import { publishNotes, startDatabase, startServer } from './server.ts';

const STARTS = 40;
const REQUESTS = 20;

/** From spawn to the first octet that a program of one line writes. */
async function startNode(script: string): Promise<number> {
  const began = performance.now();
  const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  await once(child.stdout, 'data');
  const time = performance.now() - began;
  await ended;
  return time;
}

/** @returns how long a sandbox takes from spawn to the message that it has loaded its bundle */
async function sandboxStart(place: Place): Promise<() => Promise<number>> {
  const target = await writeBundle(place);
  const sandbox = await prepareSandbox(await detectWalls(), place.folder);
  return async () => {
    const began = performance.now();
    const process = new PluginProcess(target, sandbox.start(target.bundle), [], TIME_LIMITS, () => undefined);
    try {
      await process.started;
      return performance.now() - began;
    } finally {
      process.kill();
      await process.ended;
    }
  };
}

/** @returns milliseconds of a request that finds no process, and of the same one right after it */
async function firstRequests(place: Place): Promise<{ first: number[]; warm: number[] }> {
  const server = await startServer(place, await startDatabase(place));
  await publishNotes(server);
  await server.api.createTenant({ body: { slug: 'acme', name: 'Acme' } });
  await server.api.installPlugin({ tenant: 'acme', body: { plugin: 'notes' } });
  const { token } = (await server.api.createToken({
    body: { name: 'bench', scope: 'tenant:acme', permissions: ['notes.read'] },
  })) as { token: string };
  const ask = async () => {
    const answer = await fetch(`${server.url}/t/acme/notes/notes/1`, {
      headers: { authorization: `Bearer ${token}` },
    });
    if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`);
    await answer.arrayBuffer();
  };
  await ask();
  const times: { first: number[]; warm: number[] } = { first: [], warm: [] };
  for (let round = 0; round < REQUESTS; round += 1) {
    // Switching it off ends its process.
    await server.api.deactivatePlugin({ tenant: 'acme', plugin: 'notes' });
    await server.api.activatePlugin({ tenant: 'acme', plugin: 'notes' });
    times.first.push(await timed(ask));
    times.warm.push(await timed(ask));
  }
  return times;
}

export const sandbox: Bench = {
  name: 'sandbox',
  minutes: 2,
  async measure(place) {
    const script = join(place.folder, 'node.cjs');
    await writeFile(script, `require('node:fs').writeSync(1, '.');\n`);
    const ours = await sandboxStart(place);
    await inTurns(3, ours, () => startNode(script));
    place.say(`${STARTS} starts of each`);
    const starts = await inTurns(STARTS, ours, () => startNode(script));
    const start = { ours: median(starts.ours), peer: median(starts.peer) };
    place.say(`${REQUESTS} first requests`);
    const requests = await firstRequests(place);
    return [
      toFigure('sandbox-start', {
        unit: 'ms',
        ...start,
        goal: atMost('ratio', start.ours / start.peer, 2),
        detail: `spawn to "the bundle is loaded"; spawn of bare node to its first octet. Median of ${STARTS}`,
      }),
      toFigure('sandbox-first-request', {
        unit: 'ms',
        ours: median(requests.first),
        peer: median(requests.warm),
        goal: null,
        detail: `GET that starts sandbox and database connection; the same GET again. Median of ${REQUESTS}`,
      }),
    ];
  },
};
