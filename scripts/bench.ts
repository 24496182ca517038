/** Measures what the project promises, each figure beside its peer, and says which goal is missed. */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cliStart } from '../bench/cli-start.ts';
import { dev } from '../bench/dev.ts';
import type { Bench, Figure, Place } from '../bench/figure.ts';
import { gateway } from '../bench/gateway.ts';
import { installations } from '../bench/installations.ts';
import { limits } from '../bench/limits.ts';
import { memory } from '../bench/memory.ts';
import { npmInstall } from '../bench/npm-install.ts';
import { table } from '../bench/table.ts';
import { sandbox } from '../bench/sandbox.ts';
import { tenants } from '../bench/tenants.ts';
import { walls } from '../bench/walls.ts';

const BENCHES: readonly Bench[] = [
  cliStart,
  gateway,
  limits,
  sandbox,
  walls,
  memory,
  tenants,
  installations,
  npmInstall,
  dev,
];

const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => interrupted.abort(new Error('interrupted')));
}

/** @returns a promise that only fails: after so many minutes, or when somebody stops the bench */
function end(minutes: number): { promise: Promise<never>; clear: () => void } {
  const { promise, reject } = Promise.withResolvers<never>();
  const stop = () => reject(interrupted.signal.reason as Error);
  const timer = setTimeout(
    () => reject(new Error(`it took longer than ${minutes} minutes`)),
    minutes * 60_000,
  );
  if (interrupted.signal.aborted) stop();
  interrupted.signal.addEventListener('abort', stop);
  return {
    promise,
    clear: () => {
      clearTimeout(timer);
      interrupted.signal.removeEventListener('abort', stop);
    },
  };
}

async function measure({ name, minutes, measure: figures }: Bench): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'plexica-bench-'));
  // Started by root, plugins and the database run as other users, who have to pass through.
  await chmod(folder, 0o711);
  const steps: (() => unknown)[] = [];
  const place: Place = {
    folder,
    cleanup: (step) => steps.unshift(step),
    say: (text) => process.stderr.write(`${name}: ${text}\n`),
  };
  const late = end(minutes);
  try {
    return await Promise.race([figures(place), late.promise]);
  } finally {
    late.clear();
    for (const step of steps) await Promise.resolve(step()).catch(() => undefined);
    await rm(folder, { recursive: true, force: true });
  }
}

const { values } = parseArgs({
  options: { only: { type: 'string' }, json: { type: 'boolean', default: false } },
});
const chosen = BENCHES.filter(({ name }) => values.only === undefined || name === values.only);
if (chosen.length === 0) {
  process.stderr.write(
    `there is no ${values.only}; there are: ${BENCHES.map(({ name }) => name).join(', ')}\n`,
  );
  process.exit(2);
}

const measured: Figure[] = [];
for (const bench of chosen) {
  if (interrupted.signal.aborted) break;
  try {
    measured.push(...(await measure(bench)));
  } catch (error) {
    process.exitCode = 1;
    process.stderr.write(`${bench.name} could not be measured: ${(error as Error).message}\n`);
  }
}
process.stdout.write(values.json ? `${JSON.stringify(measured, null, 2)}\n` : table(measured));
