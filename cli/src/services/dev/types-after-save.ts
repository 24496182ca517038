import type { DevEvent } from '../../results/dev.ts';
import { typeCheck } from '../project/type-check.ts';

/** Checks the types of a project once its plugin answers, so that neither waits for the other. */
export class TypesAfterSave {
  readonly #folder: string;
  readonly #tell: (event: DevEvent) => void;
  #current = new AbortController();

  constructor(folder: string, tell: (event: DevEvent) => void) {
    this.#folder = folder;
    this.#tell = tell;
  }

  /** Checks what the folder holds now, in the background. */
  check(): void {
    this.cancel();
    const { signal } = this.#current;
    typeCheck(this.#folder, signal).then(
      (found) => {
        if (signal.aborted) return;
        const problems = found.map(({ file, line, column, message }) => ({
          path: `${file}:${line}:${column}`,
          message,
        }));
        this.#tell({ event: 'types', problems });
      },
      // It was cancelled, or TypeScript has just been uninstalled: everything else goes on without it.
      () => undefined,
    );
  }

  /** Ends a check that is under way: what it would find is no longer so. */
  cancel(): void {
    this.#current.abort();
    this.#current = new AbortController();
  }
}
