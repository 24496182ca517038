import { execFileSync, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Plexica } from './plexica.ts';

const RUN = join(import.meta.dirname, '../bin/run.js');

/** util-linux's `script` gives a command a terminal. @returns why there is none */
export function missingScript(): string | undefined {
  const missing = 'there is no script of util-linux (Debian: apt-get install bsdutils)';
  try {
    return execFileSync('script', ['--version'], { encoding: 'utf8' }).includes('util-linux')
      ? undefined
      : missing;
  } catch {
    return missing;
  }
}

/** What is typed as soon as a text is shown; a function does something first. */
export type Typed = [shown: string | RegExp, typed: string | (() => Promise<string>)];

/**
 * Runs the command at a terminal.
 *
 * @returns `screen`: what was shown since the last answer; `all`: everything that was shown
 */
export function type(
  plexica: Plexica,
  args: readonly string[],
  answers: readonly Typed[],
  env: NodeJS.ProcessEnv = {},
): Promise<{ code: number | null; screen: string; all: string }> {
  const command = [process.execPath, RUN, ...args].map((word) => `'${word}'`).join(' ');
  const child = spawn('script', ['-qefc', command, '/dev/null'], {
    cwd: plexica.folder,
    env: plexica.environment({ TERM: 'xterm', COLUMNS: '80', ...env }),
    stdio: ['pipe', 'pipe', 'ignore'],
    // What waits for an answer that a failing test does not give.
    timeout: 50_000,
  });
  let screen = '';
  let all = '';
  const open = [...answers];
  const write = async (typed: Typed[1]) =>
    child.stdin.write(typeof typed === 'string' ? typed : await typed());
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    screen += text;
    all += text;
    const [next] = open;
    if (next !== undefined && isShown(next[0], screen)) {
      open.shift();
      screen = '';
      const [, typed] = next;
      setTimeout(() => void write(typed), 100);
    }
  });
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, screen, all })));
}

function isShown(wanted: string | RegExp, screen: string): boolean {
  return typeof wanted === 'string' ? screen.includes(wanted) : wanted.test(screen);
}
