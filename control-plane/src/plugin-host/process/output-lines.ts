import type { ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';

/** Longest line in bytes. The rest of a longer one is dropped. */
const LINE_LIMIT = 8192;
/** Characters that are read from one stream per second. A process that prints more has to wait. */
const SECOND_LIMIT = 1024 * 1024;

/** Output of a process outside the channel, mostly the last messages of Node itself. */
export class OutputLines {
  /** Fatal error that Node reported. */
  fatal: string | undefined;

  constructor(child: ChildProcess, onLine: (level: 'info' | 'error', line: string) => void) {
    eachLine(child.stdout as Readable, (line) => onLine('info', line));
    eachLine(child.stderr as Readable, (line) => {
      if (line.includes('heap out of memory')) this.fatal ??= 'it ran out of memory';
      onLine('error', line);
    });
  }
}

function eachLine(stream: Readable, onLine: (line: string) => void): void {
  let rest = '';
  let read = 0;
  let since = 0;
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => {
    const now = Date.now();
    if (now - since > 1000) {
      since = now;
      read = 0;
    }
    read += text.length;
    if (read > SECOND_LIMIT) {
      stream.pause();
      setTimeout(() => stream.resume(), 1000).unref();
    }
    const lines = (rest + text).split('\n');
    rest = (lines.pop() ?? '').slice(0, LINE_LIMIT);
    for (const line of lines) if (line !== '') onLine(line.slice(0, LINE_LIMIT));
  });
  stream.on('end', () => {
    if (rest !== '') onLine(rest);
  });
  stream.on('error', () => undefined);
}
