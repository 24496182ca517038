import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { serverCommand, serverError } from '@plexica/sdk/server';
import type { BackendDescription } from '@plexica/registry';
import { controlPlaneFolder } from '../../control-plane.ts';
import { readingError } from '../project/reading-error.ts';

interface Waiting {
  resolve: (description: BackendDescription) => void;
  reject: (error: Error) => void;
}

/**
 * Reads what backends declare, in the sandbox, with one process that stays: starting it takes longer than reading.
 * One folder at a time.
 */
export class Describer {
  readonly #input: NodeJS.WritableStream;
  #waiting: Waiting | undefined;

  /** @param signal ends the process */
  constructor(signal: AbortSignal) {
    const [command, arguments_] = serverCommand(controlPlaneFolder(), 'describe');
    // In a process group of its own, so that Ctrl-C does not take its time to clean up.
    const detached = process.platform !== 'win32';
    const child = spawn(command, arguments_, { stdio: ['pipe', 'pipe', 'inherit'], detached });
    this.#input = child.stdin;
    signal.addEventListener('abort', () => child.stdin.end());
    createInterface({ input: child.stdout }).on('line', (line) => this.#answered(line));
    child.on('error', (error) => this.#waiting?.reject(error));
    child.on('close', (code) => this.#waiting?.reject(serverError('', `exit code ${code}`)));
  }

  /**
   * @param folder absolute; holds `dist/backend/index.js`
   * @throws PlexicaError `build_failed`
   */
  describe(folder: string): Promise<BackendDescription> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#input.write(`${folder}\n`);
    });
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
