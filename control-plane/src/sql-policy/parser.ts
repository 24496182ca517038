import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { LRUCache } from 'lru-cache';
import type { MigrationVerdict } from './migrations/migration-rules.ts';
import type { StatementVerdict } from './statements/statement-rules.ts';

/** Questions to the thread of the parser, and its answers. */
export interface Question {
  kind: 'statement' | 'migration';
  sql: string;
}
export type Answer = StatementVerdict | MigrationVerdict;

/** A parser that takes longer, in milliseconds, has met a text designed to keep it busy. */
const PATIENCE_MS = 2000;
/**
 * Real time limit of migrations: they have until the parser used that much processor time, because valid ones take
 * longer on a busy machine. Statements have no more time, because requests of others wait behind them.
 */
const LONGEST_MS = 4 * PATIENCE_MS;
/** Pause of an installation after its first such text. Each further one doubles it. */
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 30_000;
/** After this time without a further one, its pauses start again at the shortest. */
const FORGOTTEN_MS = 5 * 60_000;
/** Deeply nested expressions overflow the default stack of a thread and then corrupt the memory of the parser. */
const STACK_MB = 128;

/** The parser failed or took too long, so the effect of the text is unknown. */
export class Unparsable extends Error {
  override readonly name = 'Unparsable';
  /** It was not parsed, because an earlier text of its lane kept the parser busy. */
  readonly unseen: boolean;

  constructor(unseen: boolean, cause: Error) {
    super(unseen ? 'an earlier text took the parser too long' : 'the text could not be parsed', { cause });
    this.unseen = unseen;
  }
}

interface Asked {
  lane: number;
  question: Question;
  resolve: (verdict: never) => void;
  reject: (error: Unparsable) => void;
}

/** The current question of the thread. */
interface Asking {
  asked: Asked;
  timer: NodeJS.Timeout;
  /** Time at which its thread is ended in any case. */
  end: number;
  /** Milliseconds of processor time that the thread had had before. */
  before: Promise<number>;
}

/**
 * Runs the parser of PostgreSQL in a thread: a malicious text costs only this thread, which is replaced, and not the
 * requests of others. It answers one question at a time, and lanes take turns, so that a busy installation waits only
 * for itself. Lanes with texts that kept it busy are paused and go behind all others, which then wait for at most one
 * such text.
 */
const lanes = new Map<number, Asked[]>();
const offenders = new LRUCache<number, { pause: number; until: number }>({ max: 10_000, ttl: FORGOTTEN_MS });
let worker: Worker | undefined;
let current: Asking | undefined;

/** Starts the thread in advance for the first question. */
export function startParser(): Worker {
  if (worker) return worker;
  const started = new Worker(new URL(`parser-thread${extname(import.meta.filename)}`, import.meta.url), {
    resourceLimits: { stackSizeMb: STACK_MB, maxOldGenerationSizeMb: 256 },
    env: {},
  });
  started.on('message', (verdict: Answer) => {
    if (worker === started) finish(({ resolve }) => resolve(verdict as never));
  });
  started.on('error', (error) => giveUp(started, error as Error));
  // After the listeners, because they would keep the process alive again.
  started.unref();
  worker = started;
  return started;
}

/**
 * @param lane number of the installation, or 0 for an operation, which is never paused
 * @throws Unparsable at once if the lane is paused
 */
export function judge(kind: 'statement', sql: string, lane: number): Promise<StatementVerdict>;
export function judge(kind: 'migration', sql: string, lane: number): Promise<MigrationVerdict>;
export function judge(kind: Question['kind'], sql: string, lane: number): Promise<Answer> {
  return new Promise((resolve, reject) => {
    if ((offenders.get(lane)?.until ?? 0) > performance.now()) {
      reject(new Unparsable(true, new Error('its lane pauses')));
      return;
    }
    const waiting = lanes.get(lane) ?? [];
    waiting.push({ lane, question: { kind, sql }, resolve, reject });
    lanes.set(lane, waiting);
    if (current === undefined) askNext();
  });
}

function askNext(): void {
  const lane = [...lanes.keys()].find((each) => !offenders.has(each)) ?? lanes.keys().next().value;
  const waiting = lane === undefined ? undefined : lanes.get(lane);
  if (lane === undefined || waiting === undefined) return;
  const asked = waiting.shift() as Asked;
  // Back to the end of the line.
  lanes.delete(lane);
  if (waiting.length > 0) lanes.set(lane, waiting);
  const thread = startParser();
  const longest = asked.question.kind === 'migration' ? LONGEST_MS : PATIENCE_MS;
  const asking: Asking = {
    asked,
    timer: setTimeout(() => void lookAt(thread, asking), PATIENCE_MS),
    end: performance.now() + longest,
    before: processorTime(thread),
  };
  current = asking;
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  thread.postMessage(asked.question);
}

/** Ends a thread that has used up its time, and extends the limit of one without a processor. */
async function lookAt(thread: Worker, asking: Asking): Promise<void> {
  const stop = (): void => giveUp(thread, new Error('the parser took too long'));
  const left = asking.end - performance.now();
  // Timers can fire slightly early.
  if (left < 2) {
    stop();
    return;
  }
  asking.timer = setTimeout(stop, left);
  const used = (await processorTime(thread)) - (await asking.before);
  if (current !== asking) return;
  clearTimeout(asking.timer);
  if (used >= PATIENCE_MS) stop();
  else asking.timer = setTimeout(() => void lookAt(thread, asking), Math.min(left, PATIENCE_MS - used));
}

/** Milliseconds; 0 for a thread that has not begun. */
async function processorTime(thread: Worker): Promise<number> {
  const used = await thread.cpuUsage().catch(() => ({ user: 0, system: 0 }));
  return (used.user + used.system) / 1000;
}

function finish(tell: (asked: Asked) => void): void {
  if (current === undefined) return;
  const { asked, timer } = current;
  clearTimeout(timer);
  current = undefined;
  tell(asked);
  askNext();
}

/** Ends the thread, its current question and all other questions of that lane. */
function giveUp(thread: Worker, cause: Error): void {
  if (worker !== thread) return;
  worker = undefined;
  void thread.terminate();
  finish((asked) => {
    asked.reject(new Unparsable(false, cause));
    if (asked.lane !== 0) pause(asked.lane, cause);
  });
}

function pause(lane: number, cause: Error): void {
  const before = offenders.get(lane)?.pause;
  const pause = before === undefined ? FIRST_PAUSE_MS : Math.min(before * 2, LONGEST_PAUSE_MS);
  offenders.set(lane, { pause, until: performance.now() + pause });
  const waiting = lanes.get(lane) ?? [];
  lanes.delete(lane);
  for (const { reject } of waiting) reject(new Unparsable(true, cause));
}
