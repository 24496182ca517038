import { Connections } from '../control-plane/dist/plugin-host/capabilities/database/connections.js';
import { type Capability } from '../control-plane/dist/plugin-host/capabilities/capability.js';
import {
  databaseCapability,
  serveDatabase,
} from '../control-plane/dist/plugin-host/capabilities/database/database.js';
import type { RequestDatabase } from '../control-plane/dist/plugin-host/capabilities/database/request-database.js';
import { TIME_LIMITS } from '../control-plane/dist/plugin-host/limits.js';
import { PluginProcess } from '../control-plane/dist/plugin-host/process/plugin-process.js';
import { prepareSandbox, type Sandbox } from '../control-plane/dist/plugin-host/sandbox/sandbox.js';
import type { PluginAnswer, Sandboxed } from '../control-plane/dist/plugin-host/types.js';
import { detectWalls } from '../control-plane/dist/plugin-host/sandbox/walls.js';
import { type Missing, toolsWithout } from '../control-plane/test/walls/taken-down.ts';
import { writeBundle } from './bundle.ts';
import { toFigure, type Bench, type Figure, type Place } from './figure.ts';
import { inTurns, median, timed } from './samples.ts';
import { databaseWall } from './walls-database.ts';
import { besideResults } from './walls-result.ts';
import { filtered, filteredAnswer, migrate, unfiltered } from './walls-filters.ts';

const STARTS = 40;
const CALLS = 2000;

/** A process that answers, and one of the same kind that can be started again and again. */
interface Running {
  /** Milliseconds from spawn to the message that it has loaded its bundle. */
  start: () => Promise<number>;
  call: (handler: string, database: RequestDatabase, headers?: [string, string][]) => Promise<PluginAnswer>;
}

/** A sandbox without some of its walls: what is taken away goes missing from the tools on `PATH`, as in the tests. */
async function sandboxWithout(place: Place, missing: Missing): Promise<Sandbox> {
  const tools = await toolsWithout(missing);
  place.cleanup(() => tools.remove());
  const { PATH } = process.env;
  process.env['PATH'] = tools.path;
  try {
    return await prepareSandbox(await detectWalls(), place.folder);
  } finally {
    process.env['PATH'] = PATH;
  }
}

async function run(place: Place, target: Sandboxed, sandbox: Sandbox): Promise<Running> {
  let asked: RequestDatabase;
  const capability: Capability = {
    ...databaseCapability(new Connections(() => ({}), 1)),
    // One call is under way at a time.
    open: () => ({
      serve(call) {
        const database = asked;
        call.request.onEnd(() => void database.close());
        return serveDatabase(database, call);
      },
    }),
  };
  place.cleanup(() => capability.close?.());
  const spawn = () =>
    new PluginProcess(target, sandbox.start(target.bundle), [capability], TIME_LIMITS, () => undefined);
  const process = spawn();
  place.cleanup(() => process.kill());
  await process.started;
  return {
    async start() {
      const began = performance.now();
      const another = spawn();
      try {
        await another.started;
        return performance.now() - began;
      } finally {
        another.kill();
        await another.ended;
      }
    },
    async call(handler, database, headers = []) {
      asked = database;
      const answer = await process.call({
        route: { method: 'GET', path: `/${handler}`, handler },
        method: 'GET',
        path: `/${handler}`,
        params: {},
        query: '',
        headers,
        body: undefined,
        signal: new AbortController().signal,
        requestId: 'req-1',
      });
      if (answer.status !== 200) throw new Error(`${handler} answered ${answer.status}`);
      return answer;
    },
  };
}

type Turn = () => Promise<unknown>;

async function inMilliseconds(
  rounds: number,
  ours: Turn,
  peer: Turn,
): Promise<{ ours: number; peer: number }> {
  const time = (turn: Turn) => () => timed(turn);
  await inTurns(Math.ceil(rounds / 2), ours, peer);
  const times = await inTurns(rounds, time(ours), time(peer));
  return { ours: median(times.ours), peer: median(times.peer) };
}

async function compareStarts(name: string, what: string, ours: Running, peer: Running): Promise<Figure> {
  await inTurns(3, ours.start, peer.start);
  const times = await inTurns(STARTS, ours.start, peer.start);
  return figure(name, { ours: median(times.ours), peer: median(times.peer) }, `${what}. Median of ${STARTS}`);
}

async function compareCalls(name: string, what: string, ours: Turn, peer: Turn): Promise<Figure> {
  return figure(name, await inMilliseconds(CALLS, ours, peer), `${what}. Median of ${CALLS}`);
}

function figure(name: string, times: { ours: number; peer: number }, detail: string): Figure {
  return toFigure(name, { unit: 'ms', ...times, goal: null, detail });
}

export const walls: Bench = {
  name: 'walls',
  minutes: 5,
  async measure(place) {
    const standing = await detectWalls();
    if (!standing.kernel) {
      place.say(`left out: ${standing.why}`);
      return [];
    }
    const target = await writeBundle(place);
    const as = async (sandbox: Sandbox) => run(place, target, sandbox);
    const both = await as(await prepareSandbox(standing, place.folder));
    const withoutKernel = await as(await prepareSandbox({ ...standing, kernel: false }, place.folder));
    const withoutFilter = await as(await prepareSandbox({ ...standing, seccomp: false }, place.folder));
    const withoutUsers = await as(await prepareSandbox({ ...standing, users: undefined }, place.folder));
    // Taking flags away costs a shell, so that the other side has one as well.
    const allFlags = await as(await sandboxWithout(place, {}));
    const withoutNode = await as(await sandboxWithout(place, { permissions: true }));
    const database = await databaseWall(place);

    const list = (running: Running) => () => running.call('list', database.ours());
    const note = (source: () => RequestDatabase, sql: () => string) => () =>
      both.call('note', source(), [['x-sql', sql()]]);
    const known = () => 'SELECT id, text FROM notes WHERE id = $1';
    let unseen = 0;
    const anew = () => `${known()} AND ${++unseen} > 0`;

    place.say(`${STARTS} starts and ${CALLS} calls of each`);
    return [
      await compareStarts('wall-kernel-start', 'start behind bubblewrap; without', both, withoutKernel),
      await compareCalls(
        'wall-kernel-call',
        'call behind bubblewrap; without',
        list(both),
        list(withoutKernel),
      ),
      await compareStarts(
        'wall-seccomp-start',
        'start with the filter of system calls; without',
        both,
        withoutFilter,
      ),
      await compareCalls(
        'wall-seccomp-call',
        'call with the filter of system calls; without',
        list(both),
        list(withoutFilter),
      ),
      await compareStarts(
        'wall-user-start',
        'start as a user of its own; as one that all share',
        both,
        withoutUsers,
      ),
      await compareStarts('wall-node-start', 'start with --permission; without', allFlags, withoutNode),
      await compareCalls(
        'wall-node-call',
        'call with --permission; without',
        list(allFlags),
        list(withoutNode),
      ),
      figure(
        'wall-database-start',
        await inMilliseconds(STARTS, note(database.unconnected, known), note(database.peer, known)),
        `call that opens the connection of its role and reads a row; by an open one of the owner. Median of ${STARTS}`,
      ),
      await compareCalls(
        'wall-database-call',
        'call that reads a row as the run-time role; as the owner, without parser',
        note(database.ours, known),
        note(database.peer, known),
      ),
      await compareCalls(
        'wall-parser-call',
        'call with a statement that the parser has not seen; that it has',
        note(database.ours, anew),
        note(database.ours, known),
      ),
      figure(
        'wall-parser-migration',
        await inMilliseconds(
          STARTS,
          () => migrate(database.owner, true),
          () => migrate(database.owner, false),
        ),
        `migration of 20 statements, checked and run; only run. Median of ${STARTS}`,
      ),
      await compareCalls(
        'wall-headers-call',
        'call with both header filters; with all headers of a browser',
        async () => filteredAnswer((await both.call('list', database.ours(), filtered())).headers),
        () => both.call('list', database.ours(), unfiltered()),
      ),
      await besideResults(place),
    ];
  },
};
