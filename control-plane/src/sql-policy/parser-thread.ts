import { parentPort } from 'node:worker_threads';
import { loadModule, parseSync } from 'libpg-query';
import { judgeMigration } from './migrations/migration-rules.ts';
import type { Answer, Question } from './parser.ts';
import { judgeStatement } from './statements/statement-rules.ts';

await loadModule();

parentPort?.on('message', ({ kind, sql }: Question) => {
  const verdict: Answer =
    kind === 'statement' ? judgeStatement(sql, parseSync) : judgeMigration(sql, parseSync);
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  parentPort?.postMessage(verdict);
});
