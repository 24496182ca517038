import type { Log } from '@plexica/sdk';
import { createLog } from './context.ts';

const LEVELS: Record<string, keyof Log> = {
  debug: 'debug',
  trace: 'debug',
  log: 'info',
  info: 'info',
  dir: 'info',
  table: 'info',
  warn: 'warn',
  error: 'error',
};

/** Redirects console output to the log of the installation, one line for each call. */
export function redirectConsole(): void {
  const log = createLog(0);
  for (const [name, level] of Object.entries(LEVELS)) {
    Object.defineProperty(console, name, {
      value: (...values: unknown[]) => log[level](values.map(toText).join(' ')),
      writable: true,
      configurable: true,
    });
  }
}

function toText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value instanceof Error) return String(value.stack);
  // Loaded here because most plugins never print an object.
  return process.getBuiltinModule('node:util').inspect(value, { depth: 4, maxArrayLength: 50 });
}
