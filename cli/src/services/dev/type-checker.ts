import { fork, type ChildProcess } from 'node:child_process';
import { extname } from 'node:path';
import type { CodeProblem } from '../project/code-problem.ts';

/** Begins a check, which ends the one before; without a number it only ends that. */
export interface Asked {
  number?: number;
}

export interface Checked {
  number: number;
  /** Absent where they could not be found. */
  problems?: CodeProblem[];
}

/**
 * Checks types with a small process that stays, and starts the compilers. Starting one copies the page table of whoever
 * does, and each page that it writes to next costs a fault (fork(2), copy on write): the next save would pay for it.
 */
export class TypeChecker {
  readonly #folder: string;
  readonly #ended: AbortSignal;
  #process: ChildProcess | undefined;
  #number = 0;

  /** @param ended ends the process, and the check that is under way */
  constructor(folder: string, ended: AbortSignal) {
    this.#folder = folder;
    this.#ended = ended;
  }

  /**
   * @param signal ends the check
   * @returns `undefined` where it was ended, or could not be made
   */
  check(signal: AbortSignal): Promise<CodeProblem[] | undefined> {
    const child = (this.#process ??= this.#start());
    const number = ++this.#number;
    return new Promise((resolve) => {
      const settle = (problems?: CodeProblem[]): void => {
        child.off('message', told).off('error', gone).off('close', gone);
        signal.removeEventListener('abort', stop);
        resolve(problems);
      };
      const told = (answer: Checked): void => {
        if (answer.number === number) settle(answer.problems);
      };
      const gone = (): void => settle();
      const stop = (): void => {
        ask(child, {});
        settle();
      };
      child.on('message', told).on('error', gone).on('close', gone);
      signal.addEventListener('abort', stop);
      ask(child, { number });
    });
  }

  #start(): ChildProcess {
    const file = new URL(`type-checker-process${extname(import.meta.filename)}`, import.meta.url);
    const child = fork(file, [this.#folder], { execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    const end = (): void => {
      if (child.connected) child.disconnect();
    };
    this.#ended.addEventListener('abort', end);
    const gone = (): void => {
      this.#ended.removeEventListener('abort', end);
      // The next check starts another.
      if (this.#process === child) this.#process = undefined;
    };
    child.on('error', gone).on('close', gone);
    return child;
  }
}

/** One that has just died is told of by its end. */
function ask(child: ChildProcess, message: Asked): void {
  if (child.connected) child.send(message, () => undefined);
}
