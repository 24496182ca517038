import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { PlexicaError, type ErrorCode, type Issue } from '@plexica/sdk/errors';
import type { Bundle } from '../project/bundle.ts';

/** The parts of a bundle that the thread sends. */
export type Bundled = Omit<Bundle, 'cache'>;

export interface Asked {
  /** Absolute path of the backend's source. */
  entry: string;
  /** A bundle that only warms up the thread. Nobody waits for it. */
  rehearsal: boolean;
}

/** The thread makes one bundle at a time, and answers in the order of the requests. */
export interface Answered {
  /** Absolute paths of the files that were read, also where bundling fails. */
  read: readonly string[];
  bundled?: Bundled;
  /** What is wrong with the sources. */
  problem?: { code: ErrorCode; message: string; hint: string; issues: readonly Issue[] };
  /** Anything else that went wrong. */
  error?: Error;
}

interface Waiting {
  resolve: (answer: Answered) => void;
  reject: (error: Error) => void;
}

/**
 * MiB of a bundler's memory for new objects. V8 collects garbage each time a quarter of it is full. With the default, V8
 * requests and returns memory every few saves. The first access to each page then causes a page fault, 40 ms in total on
 * machines where faults are slow.
 */
const NEW_OBJECTS = 24;

/** Bundles a backend in a thread that keeps running, with its own memory. It remembers unchanged files. */
export class Bundler {
  readonly #folder: string;
  readonly #ended: AbortSignal;
  #thread: Worker | undefined;
  readonly #waiting: Waiting[] = [];

  /**
   * @param folder absolute path of the project
   * @param ended ends the thread
   */
  constructor(folder: string, ended: AbortSignal) {
    this.#folder = folder;
    this.#ended = ended;
    ended.addEventListener('abort', () => void this.#thread?.terminate());
  }

  /** Starts the thread. It loads its modules before the first request. */
  prepare(): void {
    this.#thread ??= this.#start();
  }

  /**
   * Warms up the thread with bundles for about a second, so that later ones take less time. A request in the meantime
   * waits for one of them at most.
   */
  rehearse(entry: string): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    this.#thread?.postMessage({ entry, rehearsal: true } satisfies Asked);
  }

  /**
   * @param entry absolute path of the backend's source
   * @param onRead gets the absolute paths of all files that were read, also where bundling fails
   * @throws PlexicaError `build_failed` with file, line and code
   */
  async bundle(entry: string, onRead: (files: readonly string[]) => void): Promise<Bundled> {
    this.#ended.throwIfAborted();
    const thread = (this.#thread ??= this.#start());
    const { read, bundled, problem, error } = await new Promise<Answered>((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
      thread.postMessage({ entry, rehearsal: false } satisfies Asked);
    });
    onRead(read);
    if (bundled !== undefined) return bundled;
    if (problem === undefined) throw error;
    const { code, message, hint, issues } = problem;
    throw new PlexicaError(code, message, { hint, issues });
  }

  #start(): Worker {
    const file = new URL(`bundler-thread${extname(import.meta.filename)}`, import.meta.url);
    const thread = new Worker(file, {
      workerData: this.#folder,
      execArgv: [],
      resourceLimits: { maxYoungGenerationSizeMb: NEW_OBJECTS },
    });
    const gone = (error: Error): void => {
      // This is called twice, and by the second call another thread can be running.
      if (this.#thread !== thread) return;
      this.#thread = undefined;
      for (const { reject } of this.#waiting.splice(0)) reject(error);
    };
    thread.on('message', (answer: Answered) => {
      if (this.#thread === thread) this.#waiting.shift()?.resolve(answer);
    });
    thread.on('error', gone);
    thread.on('exit', (code) => gone(new Error(`the bundler's thread has ended with ${code}`)));
    return thread;
  }
}
