import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Place } from './figure.ts';

/** Runs a program to its end. @throws Error with what it printed when its exit code is not 0 */
export async function run(
  command: string,
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<string> {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (text: Buffer) => (stdout += text.toString()));
  child.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}\n${stdout}${stderr}`);
  return stdout;
}

/** Resolves with the next line of standard output that is the one. @throws Error when the program ends before it */
type NextLine = (isIt: (line: string) => boolean) => Promise<string>;

/**
 * Starts a program that stops at SIGTERM, and ends it with the bench.
 *
 * @param options leave a pipe at standard output
 * @param isReady tells the line on standard output by which it says that it works
 * @returns it, that line, and a way to wait for others that come later
 */
export async function start(
  place: Place,
  [command, args]: readonly [string, readonly string[]],
  options: SpawnOptions,
  isReady: (line: string) => boolean = () => true,
): Promise<{ child: ChildProcess; line: string; next: NextLine }> {
  const child = spawn(command, args, options);
  const ended = once(child, 'exit') as Promise<[number | null, string | null]>;
  place.cleanup(async () => {
    child.kill('SIGTERM');
    await ended;
  });
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  const next: NextLine = async (isIt) => {
    const found = new Promise<string>((resolve) => {
      const look = (line: string): void => {
        if (!isIt(line)) return;
        lines.off('line', look);
        resolve(line);
      };
      lines.on('line', look);
    });
    const first = await Promise.race([found, ended]);
    if (typeof first === 'string') return first;
    throw new Error(`${command} ${args.join(' ')} ended with ${first[0] ?? first[1]}`);
  };
  return { child, line: await next(isReady), next };
}
