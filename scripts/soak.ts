/** Runs the long tables of faults and load from where they were left, and prints what they found. */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runSoak, type Progress } from '../control-plane/soak/soak.ts';
import { SOAKS } from '../control-plane/soak/soaks.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    scale: { type: 'string', default: '1' },
    seed: { type: 'string' },
  },
});

function usage(message: string): never {
  process.stderr.write(`${message}\nusage: npm run soak [-- --only NAME --scale F --seed N]\n`);
  process.exit(2);
}

const scale = Number(values.scale);
if (!(scale > 0 && scale <= 100)) usage('--scale is a number above 0: 1 is full size, 0.01 a hundredth');
const asked = values.seed === undefined ? undefined : Number(values.seed);
if (asked !== undefined && !Number.isSafeInteger(asked)) usage('--seed is a whole number');
const chosen = SOAKS.filter(({ name }) => values.only === undefined || name === values.only);
if (chosen.length === 0)
  usage(`there is no ${values.only}; there are: ${SOAKS.map(({ name }) => name).join(', ')}`);

/** What an interrupted soak has reached; it goes on when the same is asked for again. */
interface Kept {
  seed: number;
  scale: number;
  progress: Record<string, Progress>;
}

const FILE = join('.soak', 'progress.json');

function kept(): Kept {
  if (existsSync(FILE)) {
    const before = JSON.parse(readFileSync(FILE, 'utf8')) as Kept;
    if (before.scale === scale && (asked === undefined || before.seed === asked)) return before;
  }
  return { seed: asked ?? Date.now() % 2 ** 31, scale, progress: {} };
}

function keep(state: Kept): void {
  mkdirSync('.soak', { recursive: true });
  writeFileSync(`${FILE}.draft`, JSON.stringify(state, null, 2));
  renameSync(`${FILE}.draft`, FILE);
}

const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    process.stderr.write('stopping after this run; the same command goes on from here\n');
    interrupted.abort();
  });
}

const state = kept();
process.stderr.write(`seed ${state.seed}, scale ${scale}\n`);
for (const soak of chosen) {
  if (interrupted.signal.aborted) break;
  state.progress[soak.name] = await runSoak(soak, {
    scale,
    seed: state.seed,
    before: state.progress[soak.name],
    signal: interrupted.signal,
    onRun: (progress, of) => {
      state.progress[soak.name] = progress;
      keep(state);
      const every = Math.max(1, Math.floor(of / 20));
      if (progress.runs % every === 0) process.stderr.write(`${soak.name}: ${progress.runs} of ${of}\n`);
    },
  });
}

/** Failures of one table that are told at length. */
const SHOWN = 5;

const rows = chosen.map(({ name }) => {
  const { runs, failures, figures } = state.progress[name] ?? { runs: 0, failures: [], figures: {} };
  const said = Object.entries(figures).map(([what, value]) => `${what} ${value}`);
  return [
    name.padEnd(16),
    String(runs).padStart(6),
    String(failures.length).padStart(8),
    `  ${said.join(', ')}`,
  ];
});
const head = ['table'.padEnd(16), 'runs'.padStart(6), 'failures'.padStart(8), '  figures'];
process.stdout.write([head, ...rows].map((row) => `${row.join(' ').trimEnd()}\n`).join(''));
const failures = chosen.flatMap(({ name }) =>
  (state.progress[name]?.failures ?? [])
    .slice(0, SHOWN)
    .map(({ run, message }) => `\n${name}, run ${run}, seed ${state.seed}:\n${message}\n`),
);
process.stdout.write(failures.join(''));
if (interrupted.signal.aborted) process.exitCode = 130;
else {
  if (failures.length > 0) process.exitCode = 1;
  rmSync(FILE, { force: true });
}
