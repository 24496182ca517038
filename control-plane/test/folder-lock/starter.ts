import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** A process of its own that takes a folder and gives it back. */
export class Starter {
  readonly #child: ChildProcess;
  readonly #answers: AsyncIterator<string>;

  /**
   * @param before program and arguments that run it, such as those of `unshare`
   * @param slow stands still before it writes its number down: `take` is then answered with `waits`
   */
  constructor(
    folder: string,
    { before = [], slow = false }: { before?: readonly string[]; slow?: boolean } = {},
  ) {
    const script = join(import.meta.dirname, 'hold-folder.ts');
    const words = [...before, process.execPath, script, folder, ...(slow ? ['slow'] : [])];
    this.#child = spawn(words[0] as string, words.slice(1), { stdio: ['pipe', 'pipe', 'inherit'] });
    const lines = createInterface({ input: this.#child.stdout as NodeJS.ReadableStream });
    this.#answers = lines[Symbol.asyncIterator]();
  }

  get pid(): number {
    return this.#child.pid as number;
  }

  /** What `take` of a slow one is answered with in the end. */
  goOn(): Promise<string> {
    return this.#ask('go on');
  }

  /** `held`, or code and message of the error */
  take(): Promise<string> {
    return this.#ask('take');
  }

  async give(): Promise<void> {
    await this.#ask('give');
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** @returns once it is gone */
  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await exited;
  }

  async #ask(line: string): Promise<string> {
    this.#child.stdin?.write(`${line}\n`);
    const { value, done } = await this.#answers.next();
    return done ? 'ended' : value;
  }
}
