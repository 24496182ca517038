import { performance } from 'node:perf_hooks';
import { paint } from './style.ts';
import { visibleLines } from './visible.ts';

/** Reports progress on standard error; silent with --json. */
export interface Progress {
  /** One line. */
  note(text: string): void;
  /** A warning line. */
  warn(text: string): void;
  /** A line with the duration when `work` is done. */
  step<Result>(text: string, work: () => Promise<Result>): Promise<Result>;
}

export function progress(silent: boolean): Progress {
  const write = (line: string): void => {
    if (!silent) {
      process.stderr.write(`${line}\n`);
    }
  };
  return {
    note: write,
    warn: (text) => write(`${paint('yellow', '!', process.stderr)} ${visibleLines(text)}`),
    async step(text, work) {
      const start = performance.now();
      const result = await work();
      write(
        `${paint('green', '✓', process.stderr)} ${text} ${paint('dim', duration(performance.now() - start), process.stderr)}`,
      );
      return result;
    },
  };
}

/** `42 ms`, `1.3 s`. */
export function duration(milliseconds: number): string {
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}

/** `812 B`, `4.1 KiB`, `51.0 MiB`. */
export function size(bytes: number): string {
  if (bytes < 1024) {
    return `${bytes} B`;
  }
  return bytes < 1024 ** 2 ? `${(bytes / 1024).toFixed(1)} KiB` : `${(bytes / 1024 ** 2).toFixed(1)} MiB`;
}
