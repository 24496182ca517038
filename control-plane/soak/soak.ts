import { inspect } from 'node:util';
import { randomFor, type Random } from './random.ts';

/** A table that is too long for every change: `npm run soak` runs all of it, `npm test` one run in a hundred. */
export interface Soak {
  readonly name: string;
  /** At scale 1. */
  readonly runs: number;
  /** Makes what the runs need, once for all of them. */
  start(): Promise<Series>;
}

export interface Series {
  /**
   * One run. The same numbers in `random` choose the same run.
   *
   * @throws Error that says which promise was not kept
   */
  run(random: Random, figures: Figures): Promise<void>;
  close(): Promise<void>;
}

/** What a table says of all its runs. */
export class Figures {
  readonly values: Record<string, number>;

  /** @param values of runs before an interruption */
  constructor(values: Record<string, number> = {}) {
    this.values = { ...values };
  }

  add(name: string, count: number): void {
    this.values[name] = (this.values[name] ?? 0) + count;
  }

  highest(name: string, value: number): void {
    this.values[name] = Math.max(this.values[name] ?? 0, value);
  }
}

export interface Failure {
  /** Number of the run, from 0. */
  run: number;
  message: string;
}

/** How far a table has come. */
export interface Progress {
  runs: number;
  failures: Failure[];
  figures: Record<string, number>;
}

/** After so many, further runs would say nothing new. */
const ENOUGH = 20;

export interface RunOptions {
  /** Of the runs at full size: 0.01 is one in a hundred, and at least one. */
  scale: number;
  seed: number;
  /** What was reached before an interruption. */
  before?: Progress | undefined;
  /** Ends it after the run that is under way. */
  signal?: AbortSignal;
  /** Called after each run. */
  onRun?: (progress: Progress, of: number) => void;
}

/** Runs a table from where it was left. A run that fails is followed by a fresh start of everything. */
export async function runSoak(soak: Soak, options: RunOptions): Promise<Progress> {
  const { scale, seed, before = { runs: 0, failures: [], figures: {} }, signal, onRun } = options;
  const all = Math.max(1, Math.round(soak.runs * scale));
  const figures = new Figures(before.figures);
  const failures = [...before.failures];
  const progress = (runs: number): Progress => ({ runs, failures, figures: figures.values });
  let series: Series | undefined;
  let run = before.runs;
  try {
    for (; run < all && failures.length < ENOUGH; run += 1) {
      if (signal?.aborted) break;
      try {
        series ??= await soak.start();
        await series.run(randomFor(seed, soak.name, run), figures);
      } catch (error) {
        // `inspect` tells causes too.
        failures.push({ run, message: inspect(error) });
        await series?.close().catch(() => undefined);
        series = undefined;
      }
      onRun?.(progress(run + 1), all);
    }
  } finally {
    await series?.close();
  }
  return progress(run);
}
