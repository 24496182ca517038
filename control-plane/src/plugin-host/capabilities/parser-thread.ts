import { parentPort } from 'node:worker_threads';
import { loadModule, parseSync } from 'libpg-query';
import { judgeMigration } from './migration-rules.ts';
import type { Answer, Question } from './parser.ts';
import { judgeStatement } from './statement-rules.ts';

await loadModule();

parentPort?.on('message', ({ id, kind, sql }: Question) => {
  const verdict = kind === 'statement' ? judgeStatement(sql, parseSync) : judgeMigration(sql, parseSync);
  parentPort?.postMessage({ id, verdict } satisfies Answer);
});
