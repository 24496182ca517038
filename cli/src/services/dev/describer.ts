import { spawn } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';
import { serverCommand, serverError } from '@plexica/sdk/server';
import type { BackendDescription } from '@plexica/registry';
import { controlPlaneFolder } from '../../control-plane.ts';

/**
 * Reads what backends declare, in the sandbox, with one process that stays: starting it takes longer than reading.
 * One folder at a time.
 */
export class Describer {
  readonly #input: NodeJS.WritableStream;
  readonly #lines: Interface;

  /** @param signal ends the process */
  constructor(signal: AbortSignal) {
    const [command, arguments_] = serverCommand(controlPlaneFolder(), 'describe');
    const child = spawn(command, arguments_, { stdio: ['pipe', 'pipe', 'inherit'], detached: true, signal });
    // Ending it is how it is meant to end.
    child.on('error', () => undefined);
    this.#input = child.stdin;
    this.#lines = createInterface({ input: child.stdout });
  }

  /**
   * @param folder absolute; holds `dist/backend/index.js`
   * @throws PlexicaError `build_failed`
   */
  describe(folder: string): Promise<BackendDescription> {
    return new Promise((resolve, reject) => {
      this.#lines.once('line', (line) => {
        const answer = JSON.parse(line) as BackendDescription | { error: unknown };
        if ('error' in answer) {
          reject(serverError(line, 'an error'));
        } else {
          resolve(answer);
        }
      });
      this.#input.write(`${folder}\n`);
    });
  }
}
