/** Runs the long tables of faults and load from where they were left, and prints what they found. */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { report, type Outcome } from '../control-plane/soak/report.ts';
import { runSoak, type Progress } from '../control-plane/soak/soak.ts';
import { SOAKS } from '../control-plane/soak/soaks.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    minutes: { type: 'string' },
    scale: { type: 'string' },
    seed: { type: 'string' },
  },
});

function usage(message: string): never {
  process.stderr.write(`${message}\nusage: npm run soak [-- --only NAME --minutes N | --scale F --seed N]\n`);
  process.exit(2);
}

if (values.minutes !== undefined && values.scale !== undefined)
  usage('--minutes and --scale exclude each other');
const scale = Number(values.scale ?? 1);
if (!(scale > 0 && scale <= 100)) usage('--scale is a number above 0: 1 is full size, 0.01 a hundredth');
const minutes = values.minutes === undefined ? undefined : Number(values.minutes);
if (minutes !== undefined && !(minutes > 0)) usage('--minutes is a number above 0');
const seed = values.seed === undefined ? undefined : Number(values.seed);
if (seed !== undefined && !Number.isSafeInteger(seed)) usage('--seed is a whole number');
const chosen = SOAKS.filter(({ name }) => values.only === undefined || name === values.only);
if (chosen.length === 0)
  usage(`there is no ${values.only}; there are: ${SOAKS.map(({ name }) => name).join(', ')}`);

/** What an interrupted soak has reached; it goes on when the same is asked for again. */
interface Kept {
  asked: string;
  seed: number;
  progress: Record<string, Progress>;
}

const FILE = join('.soak', 'progress.json');
const asked = JSON.stringify(values);

function kept(): Kept {
  if (existsSync(FILE)) {
    const before = JSON.parse(readFileSync(FILE, 'utf8')) as Kept;
    if (before.asked === asked) return before;
  }
  return { asked, seed: seed ?? Date.now() % 2 ** 31, progress: {} };
}

function keep(state: Kept): void {
  mkdirSync('.soak', { recursive: true });
  writeFileSync(`${FILE}.draft`, JSON.stringify(state, null, 2));
  renameSync(`${FILE}.draft`, FILE);
}

const interrupted = new AbortController();
let interruptedAt = 0;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    // npm passes on the signal of a terminal that every process has had already.
    if (Date.now() - interruptedAt < 1000) return;
    if (interrupted.signal.aborted) process.exit(130);
    interruptedAt = Date.now();
    interrupted.abort();
    process.stderr.write(
      'stopping after this run, or at once when told again; the same command goes on from here\n',
    );
  });
}

const state = kept();
process.stderr.write(
  `seed ${state.seed}, ${minutes === undefined ? `scale ${scale}` : `${minutes} minutes`}\n`,
);
const outcomes = new Map<string, Outcome>();
const runnable: typeof chosen = [];
for (const soak of chosen) {
  const missing = await soak.missing?.();
  if (missing === undefined) runnable.push(soak);
  else outcomes.set(soak.name, { missing });
}
const together = runnable.reduce((sum, soak) => sum + soak.minutes, 0);

for (const soak of runnable) {
  const before = state.progress[soak.name];
  let told = -1;
  const outcome = await runSoak(soak, {
    extent: minutes === undefined ? { scale } : { ms: (minutes * 60_000 * soak.minutes) / together },
    seed: state.seed,
    before,
    signal: interrupted.signal,
    onRun: (progress, part) => {
      state.progress[soak.name] = progress;
      keep(state);
      const percent = Math.floor(part * 20) * 5;
      if (percent > told) process.stderr.write(`${soak.name}: ${progress.runs} runs, ${percent} %\n`);
      told = percent;
    },
  });
  state.progress[soak.name] = outcome;
  outcomes.set(soak.name, outcome);
  keep(state);
}

process.stdout.write(report(outcomes, state.seed));
if (interrupted.signal.aborted) process.exitCode = 130;
else {
  if (runnable.some(({ name }) => state.progress[name]?.failures.length !== 0)) process.exitCode = 1;
  rmSync(FILE, { force: true });
}
