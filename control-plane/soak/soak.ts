import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';
import { residentMemory } from '../test/memory.ts';
import { Figures } from './figures.ts';
import { randomFor, type Random } from './random.ts';

/** A table that is too long for every change: `npm run soak` runs all of it, `npm test` one run in a hundred. */
export interface Soak {
  readonly name: string;
  /** At scale 1. */
  readonly runs: number;
  /** What so many runs take on two processors: a given time is shared in this proportion. */
  readonly minutes: number;
  /** @returns why this machine cannot run it */
  missing?(): Promise<string | undefined>;
  /** Makes what the runs need, once for all of them. */
  start(): Promise<Series>;
}

export interface Series {
  /** Whose memory the table tells of; none where every run has a server of its own. */
  readonly server?: { readonly pid: number };
  /**
   * One run. The same numbers in `random` choose the same run.
   *
   * @throws Error that says which promise was not kept
   */
  run(random: Random, figures: Figures): Promise<void>;
  /** @returns what is left behind afterwards */
  close(): Promise<string[]>;
}

export interface Failure {
  /** Number of the run, from 0. */
  run: number;
  message: string;
}

/** How far a table has come. */
export interface Progress {
  runs: number;
  /** Milliseconds that the runs have taken. */
  ms: number;
  failures: Failure[];
  figures: Record<string, number>;
  /** MiB that the server used after the first run, after the last one, and after the one when it was most. */
  memory?: { first: number; last: number; most: number };
}

/** Milliseconds after which a run, or the start before it, counts as one that never ends. */
const LONGEST = 300_000;

/** After so many failures further runs would say nothing new. */
const ENOUGH = 20;

export interface RunOptions {
  /** A part of the runs at full size, 0.01 being one in a hundred, or milliseconds in which as many as fit are made. At least one. */
  extent: { scale: number } | { ms: number };
  seed: number;
  /** What was reached before an interruption. */
  before?: Progress | undefined;
  /** Ends it after the run that is under way. */
  signal?: AbortSignal;
  /** Called after each run with what is done, and its part of the whole: 0 to 1. */
  onRun?: (progress: Progress, part: number) => void;
}

/** Runs a table from where it was left. A run that fails is followed by a fresh start of everything. */
export async function runSoak(soak: Soak, options: RunOptions): Promise<Progress> {
  const { extent, seed, before = { runs: 0, ms: 0, failures: [], figures: {} }, signal, onRun } = options;
  const figures = new Figures(before.figures);
  const progress: Progress = { ...before, failures: [...before.failures], figures: figures.values };
  const part =
    'ms' in extent
      ? () => progress.ms / extent.ms
      : () => progress.runs / Math.max(1, Math.round(soak.runs * extent.scale));
  const began = performance.now() - before.ms;
  const fail = (run: number, error: unknown): void => {
    // `inspect` tells causes too.
    progress.failures.push({ run, message: inspect(error) });
  };
  let series: Series | undefined;
  const close = async (): Promise<void> => {
    const closing = series;
    series = undefined;
    try {
      figures.none('orphans', (await closing?.close()) ?? []);
    } catch (error) {
      if (!signal?.aborted) fail(progress.runs - 1, error);
    }
  };
  while ((progress.runs === 0 || part() < 1) && progress.failures.length < ENOUGH) {
    if (signal?.aborted) break;
    try {
      series ??= await inTime(soak.start());
      await inTime(series.run(randomFor(seed, soak.name, progress.runs), figures));
      if (series.server) progress.memory = remember(progress.memory, residentMemory(series.server.pid));
    } catch (error) {
      // Ctrl-C reaches the programs beside the server too. The run is made again.
      if (signal?.aborted) break;
      fail(progress.runs, error);
      await close();
    }
    progress.runs += 1;
    progress.ms = performance.now() - began;
    onRun?.(progress, Math.min(1, part()));
  }
  await close();
  return progress;
}

async function inTime<Result>(work: Promise<Result>): Promise<Result> {
  const timer = new AbortController();
  const late = sleep(LONGEST, undefined, { signal: timer.signal }).then(() => {
    throw new Error(`not over after ${LONGEST / 1000} seconds`);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    late.catch(() => undefined);
    timer.abort();
  }
}

function remember(memory: Progress['memory'], now: number): NonNullable<Progress['memory']> {
  return { first: memory?.first ?? now, last: now, most: Math.max(memory?.most ?? 0, now) };
}
