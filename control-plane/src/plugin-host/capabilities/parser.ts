import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { PlexicaError } from '@plexica/sdk/errors';
import type { MigrationVerdict } from './migration-rules.ts';
import type { StatementVerdict } from './statement-rules.ts';

/** What the parser's thread is asked, and what it answers. */
export interface Question {
  id: number;
  kind: 'statement' | 'migration';
  sql: string;
}
export interface Answer {
  id: number;
  verdict: StatementVerdict | MigrationVerdict;
}

/** A parser that takes longer has met a text made to keep it busy. */
const PATIENCE_MS = 2000;
/** Deeply nested expressions overflow the usual stack of a thread, after which the parser's memory is spoilt. */
const STACK_MB = 128;

/**
 * PostgreSQL's parser in a thread of its own: a text made to hurt it costs this thread, which is replaced, and not the
 * requests of everybody else.
 */
let worker: Worker | undefined;
let lastId = 0;
const waiting = new Map<number, { resolve: (verdict: never) => void; reject: (error: Error) => void }>();

export function startParser(): Worker {
  if (worker) return worker;
  const started = new Worker(new URL(`parser-thread${extname(import.meta.filename)}`, import.meta.url), {
    resourceLimits: { stackSizeMb: STACK_MB, maxOldGenerationSizeMb: 256 },
    env: {},
  });
  started.on('message', ({ id, verdict }: Answer) => {
    waiting.get(id)?.resolve(verdict as never);
    waiting.delete(id);
  });
  started.on('error', (error) => giveUp(started, error as Error));
  // After the listeners, which would hold the process again.
  started.unref();
  worker = started;
  return started;
}

export function judge(kind: 'statement', sql: string): Promise<StatementVerdict>;
export function judge(kind: 'migration', sql: string): Promise<MigrationVerdict>;
export async function judge(
  kind: Question['kind'],
  sql: string,
): Promise<StatementVerdict | MigrationVerdict> {
  const thread = startParser();
  lastId += 1;
  const id = lastId;
  const timer = setTimeout(() => giveUp(thread, new Error('the parser took too long')), PATIENCE_MS);
  try {
    return await new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
      thread.postMessage({ id, kind, sql } satisfies Question);
    });
  } finally {
    clearTimeout(timer);
  }
}

/** Ends the thread; whatever it was asked is refused, which is right for at least one of the texts. */
function giveUp(thread: Worker, cause: Error): void {
  if (worker !== thread) return;
  worker = undefined;
  const asked = [...waiting.values()];
  waiting.clear();
  for (const { reject } of asked) {
    reject(
      new PlexicaError('busy', 'The statement could not be checked; send it again.', {
        cause,
        retryAfter: 1,
      }),
    );
  }
  void thread.terminate();
}
