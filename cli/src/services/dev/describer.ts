import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { serverCommand, serverError } from '@plexica/sdk/server';
import type { BackendDescription } from '@plexica/registry';
import { controlPlaneFolder } from '../../control-plane.ts';
import type { BuiltFolder } from '../project/describe.ts';
import { readingError } from '../project/reading-error.ts';

interface Waiting {
  resolve: (description: BackendDescription) => void;
  reject: (error: Error) => void;
}

/**
 * Reads what backends declare, in the sandbox. Its process keeps running, because starting it takes longer than reading.
 * If it has died, the next call replaces it. It reads one folder at a time.
 */
export class Describer {
  readonly #signal: AbortSignal;
  #input: NodeJS.WritableStream | undefined;
  #waiting: Waiting | undefined;

  /** @param signal ends the process */
  constructor(signal: AbortSignal) {
    this.#signal = signal;
    signal.addEventListener('abort', () => this.#input?.end());
    this.#input = this.#start();
  }

  /**
   * @throws PlexicaError `build_failed`, `server_start_failed` when the process died while it read
   */
  describe(built: BuiltFolder): Promise<BackendDescription> {
    return new Promise((resolve, reject) => {
      this.#signal.throwIfAborted();
      this.#waiting = { resolve, reject };
      this.#input ??= this.#start();
      this.#input.write(`${JSON.stringify(built)}\n`);
    });
  }

  #start(): NodeJS.WritableStream {
    const [command, arguments_] = serverCommand(controlPlaneFolder(), 'describe');
    // In a separate process group, so that Ctrl-C does not end it before it has cleaned up.
    const detached = process.platform !== 'win32';
    const child = spawn(command, arguments_, { stdio: ['pipe', 'pipe', 'inherit'], detached });
    const { stdin } = child;
    const gone = (error: Error): void => {
      // This is called twice, and by the second call another process can be running.
      if (this.#input !== stdin) return;
      this.#input = undefined;
      this.#waiting?.reject(error);
      this.#waiting = undefined;
    };
    createInterface({ input: child.stdout }).on('line', (line) => this.#answered(line));
    stdin.on('error', gone);
    child.on('error', gone);
    child.on('close', (code, signal) => gone(serverError('', signal ?? `exit code ${code}`)));
    return stdin;
  }

  #answered(line: string): void {
    const answer = JSON.parse(line) as BackendDescription | { error: unknown };
    if ('error' in answer) {
      this.#waiting?.reject(readingError(serverError(line, 'an error')));
    } else {
      this.#waiting?.resolve(answer);
    }
    this.#waiting = undefined;
  }
}
