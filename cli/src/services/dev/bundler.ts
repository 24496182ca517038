import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { PlexicaError, type ErrorCode, type Issue } from '@plexica/sdk/errors';
import type { Bundle } from '../project/bundle.ts';

/** What of a bundle leaves the thread. */
export type Bundled = Omit<Bundle, 'cache'>;

export interface Asked {
  /** Absolute path of the backend's source. */
  entry: string;
  /** Nobody waits for the bundle: it is made for practice. */
  rehearsal: boolean;
}

/** Bundling one after the other, the thread answers in the order in which it is asked. */
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
 * MiB of a bundler's memory for new objects, a quarter of which V8 fills before it looks for those still needed. With the
 * default V8 takes more memory from the system at every few saves, and gives it back meanwhile: every page of it costs a
 * fault when it is first touched, 40 ms in all where a fault is slow.
 */
const NEW_OBJECTS = 24;

/** Bundles a backend in a thread that stays: it has its own memory, and knows the files that did not change. */
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

  /** Starts the thread, which loads what it needs until it is asked. */
  prepare(): void {
    this.#thread ??= this.#start();
  }

  /**
   * Has the thread make bundles for practice for about a second, so that later ones take less time. Whoever asks for one
   * meanwhile waits at most for the one that is being made.
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
      // It is told of its end twice, and the second time another may run already.
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
