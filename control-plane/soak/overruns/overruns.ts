/**
 * Finds what runs past `statement_timeout`: every function, operator and cast that a plugin's SQL may use, on large
 * values of every type, as a role like that of a plugin, on a PostgreSQL of its own.
 *
 *   nice -n 19 node scripts/overruns/overruns.ts --minutes 30 --seed 1 --only '^translate'
 */
import { appendFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { randomFor, type Random } from '../random.ts';
import { allCalls, type Call } from './calls.ts';
import { Cluster, TIMEOUT_MS, type Outcome } from './cluster.ts';
import { SHAPES } from './values.ts';
import pg from 'pg';

const { values: flags } = parseArgs({
  options: {
    minutes: { type: 'string', default: '30' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
    tries: { type: 'string', default: '40' },
    from: { type: 'string', default: '0' },
    each: { type: 'string', default: '6' },
    out: { type: 'string' },
  },
});

/** Largest first: what is within its time with large values is so with small ones. */
const SIZES = [2_097_152, 131_072];
/** Milliseconds of the processor behind the timeout that count as an overrun. */
const LATE_MS = 500;
/** So many shapes of one call that overrun tell enough. */
const ENOUGH = 3;

const CORE = [
  'same',
  'differs at the end',
  'differs at the beginning',
  'found at the end',
  'alternating',
  'all different',
  'wildcards of LIKE',
  'LIKE with a long word',
];

interface Finding {
  call: string;
  shapes: string[];
  /** By size in bytes. */
  times: Record<number, Outcome>;
}

/** Every choice of shapes, or a sample of them. */
function* samples(call: Call, random: Random, tries: number): Generator<string[]> {
  const lists = call.types.map((type) => Object.keys(SHAPES[type] ?? {}));
  const all = lists.reduce((product, list) => product * list.length, 1);
  const index = (n: number): string[] =>
    lists.map((list) => {
      const shape = list[n % list.length] as string;
      n = Math.floor(n / list.length);
      return shape;
    });
  if (all <= tries) {
    for (let n = 0; n < all; n += 1) yield index(n);
    return;
  }
  const seen = new Set<number>();
  yield* corePairs(call);
  while (seen.size < tries) {
    const n = random.below(all);
    if (seen.has(n)) continue;
    seen.add(n);
    yield index(n);
  }
}

/** Two texts that are compared byte by byte: those shapes that are alike for long. */
function* corePairs({ types }: Call): Generator<string[]> {
  const [first, second] = types.flatMap((type, index) => (type === 'text' ? [index] : []));
  if (first === undefined || second === undefined) return;
  for (const one of CORE) {
    for (const other of CORE) {
      yield types.map((type, index) => {
        if (index === first) return one;
        if (index === second) return other;
        return Object.keys(SHAPES[type] ?? {}).at(type === 'text' ? -2 : 0) as string;
      });
    }
  }
}

/** Values that could not be made. */
const refused = new Set<string>();

/** All arguments as large, and the first one 16 times as large as the others. */
const PROPORTIONS = [1, 16];

async function measure(cluster: Cluster, call: Call, shapes: string[], proportion: number): Promise<Finding> {
  const finding: Finding = { call: call.name, shapes, times: {} };
  for (const bytes of SIZES) {
    const args: string[] = [];
    try {
      for (const [index, type] of call.types.entries())
        args.push(
          await cluster.value(type, shapes[index] as string, index === 0 ? bytes : bytes / proportion),
        );
    } catch (error) {
      // No value of this type can be so large.
      refused.add((error as Error).message.slice(0, 100));
      continue;
    }
    const sql = call.sql(args);
    const outcome = await cluster.run(call.rows ? sql : `select (${sql}) is null`);
    finding.times[bytes] = outcome;
    // A smaller value says nothing new, unless the timeout has hidden what comes after its first part.
    if (outcome.end === 'ok' && outcome.cpu < TIMEOUT_MS) break;
    if (call.types.length === 0) break;
  }
  return finding;
}

const cluster = await Cluster.start();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void cluster.stop().then(() => process.exit(1)));
}
const until = Date.now() + Number(flags.minutes) * 60_000;
const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
  if (flags.out !== undefined) appendFileSync(flags.out, `${line}\n`);
};
const worst = (finding: Finding): number =>
  Math.max(0, ...Object.values(finding.times).map(({ cpu }) => cpu));
try {
  const client = new pg.Client({ connectionString: cluster.superuserUrl });
  await client.connect();
  const all = await allCalls(client);
  await client.end();
  const only = new RegExp(flags.only);
  const calls = all.filter(({ name }) => only.test(name)).slice(Number(flags.from));
  say(`${calls.length} calls`);
  let count = Number(flags.from);
  for (const call of calls) {
    if (Date.now() > until) break;
    let overruns = 0;
    const errors = new Map<string, number>();
    let tries = 0;
    const enough = Date.now() + Number(flags.each) * 1000;
    for (const shapes of samples(call, randomFor(Number(flags.seed), call.name), Number(flags.tries))) {
      for (const proportion of call.types.length > 1 ? PROPORTIONS : [1]) {
        tries += 1;
        const finding = await measure(cluster, call, shapes, proportion);
        for (const { end } of Object.values(finding.times)) errors.set(end, (errors.get(end) ?? 0) + 1);
        if (worst(finding) < TIMEOUT_MS + LATE_MS) continue;
        overruns += 1;
        const times = Object.entries(finding.times).map(
          ([bytes, { cpu, end }]) => `${bytes}: ${cpu} ms ${end}`,
        );
        say(`OVERRUN ${call.name} [${shapes.join('; ')}] 1:${proportion} ${times.join(', ')}`);
        if (overruns >= ENOUGH) break;
      }
      if (overruns >= ENOUGH || Date.now() > enough) break;
    }
    say(`${count} ${call.name}: ${tries} tries, ${[...errors].map(([end, n]) => `${end} ${n}`).join(', ')}`);
    count += 1;
  }
  for (const line of refused) say(`no value: ${line}`);
} finally {
  await cluster.stop();
}
