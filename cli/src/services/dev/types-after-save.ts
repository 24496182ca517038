import { setTimeout as sleep } from 'node:timers/promises';
import type { DevEvent } from '../../results/dev.ts';
import { codeIssue } from '../project/code-problem.ts';
import { TypeChecker } from './type-checker.ts';

/** Milliseconds that whoever has saved has the processors for the first request, which a compiler would take. */
const PAUSE = 250;

/** Checks the types of a project once its plugin answers, so that neither waits for the other. */
export class TypesAfterSave {
  readonly #checker: TypeChecker;
  readonly #tell: (event: DevEvent) => void;
  readonly #ended: AbortSignal;
  #current = new AbortController();
  #due = true;

  /** @param ended ends a check that is under way; there is none afterwards */
  constructor(folder: string, tell: (event: DevEvent) => void, ended: AbortSignal) {
    this.#checker = new TypeChecker(folder, ended);
    this.#tell = tell;
    this.#ended = ended;
    ended.addEventListener('abort', () => this.#current.abort());
  }

  /** Checks what the folder holds now, unless that has been checked. Resolves when the problems have been told. */
  async check(): Promise<void> {
    if (!this.#due || this.#ended.aborted) return;
    this.#due = false;
    const { signal } = this.#current;
    await sleep(PAUSE, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    const found = await this.#checker.check(signal);
    if (found === undefined || signal.aborted) return;
    this.#tell({ event: 'types', problems: found.map(codeIssue) });
  }

  /** Ends a check that is under way: what it would find is no longer so. The next one is due. */
  changed(): void {
    this.#due = true;
    this.#current.abort();
    this.#current = new AbortController();
  }
}
