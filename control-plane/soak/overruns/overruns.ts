/**
 * Finds what runs past `statement_timeout`: every function, operator and cast that a plugin's SQL may use, on large
 * values of every type, as a role like that of a plugin, on a PostgreSQL of its own. All of it takes about two hours.
 *
 *   nice -n 19 node soak/overruns/overruns.ts --minutes 30 --seed 1 --only '^translate'
 */
import { parseArgs } from 'node:util';
import { randomFor } from '../random.ts';
import { allCalls, type Call } from './calls.ts';
import { Cluster, TIMEOUT_MS, type Outcome } from './cluster.ts';
import { samples } from './samples.ts';

const { values: flags } = parseArgs({
  options: {
    /** Ends it after the call that is under way. */
    minutes: { type: 'string', default: '150' },
    seed: { type: 'string', default: '1' },
    /** A regular expression of names of calls. */
    only: { type: 'string', default: '' },
    /** Choices of shapes for each call, beside those that are always tried, and seconds for all of them. */
    choices: { type: 'string', default: '10' },
    seconds: { type: 'string', default: '6' },
  },
});

/** Bytes of a value, largest first: what is within its time with large values is so with small ones. */
const SIZES = [2_097_152, 131_072];
/** All arguments as large, or the first one 16 times as large as the others. */
const PROPORTIONS = [1, 16];
/** Milliseconds of the processor behind the timeout that count as an overrun. */
const LATE_MS = 500;
/** So many choices that overrun tell enough of a call. */
const ENOUGH = 3;

const cluster = await Cluster.start();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void cluster.stop().then(() => process.exit(1)));
}
const until = Date.now() + Number(flags.minutes) * 60_000;
const overrun: string[] = [];
try {
  const only = new RegExp(flags.only);
  const calls = (await cluster.asSuperuser(allCalls)).filter(({ name }) => only.test(name));
  for (const [index, call] of calls.entries()) {
    if (Date.now() > until) break;
    const found = await tryCall(call);
    say(`${index + 1} of ${calls.length}: ${call.name}${found.length > 0 ? ' OVERRUNS' : ''}`);
    for (const line of found) say(`  ${line}`);
    if (found.length > 0) overrun.push(call.name);
  }
  say(`\n${overrun.length} of them run past their time:\n${overrun.join('\n')}`);
} finally {
  await cluster.stop();
}

/** @returns a line for each choice of arguments with which it overran */
async function tryCall(call: Call): Promise<string[]> {
  const found: string[] = [];
  const enough = Date.now() + Number(flags.seconds) * 1000;
  const random = randomFor(Number(flags.seed), call.name);
  for (const shapes of samples(call, random, Number(flags.choices))) {
    for (const proportion of call.types.length > 1 ? PROPORTIONS : [1]) {
      const times = await measure(call, shapes, proportion);
      if (times.every(([, { cpu }]) => cpu < TIMEOUT_MS + LATE_MS)) continue;
      const told = times.map(([bytes, { end, cpu }]) => `${bytes} bytes: ${cpu} ms, ${end}`);
      found.push(`${shapes.join('; ')}, 1:${proportion}: ${told.join('; ')}`);
    }
    if (found.length >= ENOUGH || Date.now() > enough) break;
  }
  return found;
}

async function measure(call: Call, shapes: string[], proportion: number): Promise<[number, Outcome][]> {
  const times: [number, Outcome][] = [];
  for (const bytes of SIZES) {
    const args = await Promise.all(
      call.types.map((type, index) =>
        cluster.value(type, shapes[index] as string, index === 0 ? bytes : bytes / proportion),
      ),
    );
    // No value of one of these types can be so large.
    if (args.includes(undefined)) continue;
    const sql = call.sql(args as string[]);
    const outcome = await cluster.run(call.rows ? sql : `select (${sql}) is null`);
    times.push([bytes, outcome]);
    // A smaller value says nothing new, unless the timeout has hidden what comes after its first part.
    if (outcome.end === 'ok' && outcome.cpu < TIMEOUT_MS) break;
    if (call.types.length === 0) break;
  }
  return times;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
