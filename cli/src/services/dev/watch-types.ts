import { spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { CodeProblem } from '../project/code-problem.ts';
import { compilerArguments, diagnostics } from '../project/type-check.ts';

/** `[09:30:12] Found 2 errors. Watching for file changes.` ends one round of the compiler. */
const ROUND_END = /Found \d+ errors?\. Watching for file changes\./;

/**
 * Checks types again and again with the project's own TypeScript, beside everything else.
 *
 * @param onResult gets all problems of each round
 * @throws PlexicaError `build_failed` when TypeScript is not installed
 */
export async function watchTypes(
  folder: string,
  onResult: (problems: CodeProblem[]) => void,
  signal: AbortSignal,
): Promise<void> {
  const arguments_ = await compilerArguments(folder);
  if (arguments_ === undefined) {
    return;
  }
  const options = ['--noEmit', '--watch', '--pretty', 'false', '--preserveWatchOutput'];
  const attached = fileURLToPath(import.meta.resolve('./attached.js'));
  const compiler = spawn(process.execPath, [attached, ...arguments_, ...options], {
    cwd: folder,
    stdio: ['pipe', 'pipe', 'ignore'],
    detached: process.platform !== 'win32',
  });
  signal.addEventListener('abort', () => compiler.stdin.end());
  if (compiler.pid !== undefined) {
    // The plugin should answer first.
    setPriority(compiler.pid, constants.priority.PRIORITY_LOW);
  }
  // Types are checked beside everything else, which goes on without them.
  compiler.on('error', () => undefined);
  let round: string[] = [];
  createInterface({ input: compiler.stdout }).on('line', (line) => {
    if (ROUND_END.test(line)) {
      onResult(diagnostics(round.join('\n')));
      round = [];
    } else {
      round.push(line);
    }
  });
}
