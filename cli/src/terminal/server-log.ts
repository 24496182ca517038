import { paint } from './style.ts';
import { visible, visibleLines } from './visible.ts';

const LEVELS: Record<number, [name: string, colour: 'dim' | 'green' | 'yellow' | 'red']> = {
  10: ['trace', 'dim'],
  20: ['debug', 'dim'],
  30: ['info', 'green'],
  40: ['warn', 'yellow'],
  50: ['error', 'red'],
  60: ['fatal', 'red'],
};

interface LogEntry {
  level: number;
  time: number;
  msg?: string;
  method?: string;
  path?: string;
  status?: number;
  ms?: number;
  to?: string;
}

/** Polled by monitoring. */
const PROBES = ['/healthz', '/readyz'];

/**
 * A line of a server's log (pino, JSON) as text: `09:30:12.345 info  listening {"url":"…"}`. On a terminal a request
 * is `GET /v1/tenants 200 3 ms`, and `undefined` for a health check. A mail in a file is `mail to ada@acme.test: <path>`.
 */
export function renderServerLog(line: string): string | undefined {
  const entry = parsed(line);
  if (entry === undefined) {
    return visible(line);
  }
  const mail = renderMail(entry);
  if (mail !== undefined) {
    return mail;
  }
  if (entry.msg === 'request' && process.stderr.isTTY) {
    const { method, path = '', status = 0, ms = 0 } = entry;
    if (PROBES.includes(path)) {
      return undefined;
    }
    const shown = paint(status < 400 ? 'green' : 'yellow', String(status), process.stderr);
    return `${visible(`${method} ${path}`)} ${shown} ${paint('dim', `${Math.round(ms)} ms`, process.stderr)}`;
  }
  const { level, time, msg = '', ...details } = entry;
  const [name, colour] = LEVELS[level] ?? ['log', 'dim'];
  const more =
    Object.keys(details).length === 0
      ? ''
      : ` ${paint('dim', visible(JSON.stringify(details)), process.stderr)}`;
  const clock = new Date(time).toISOString().slice(11, 23);
  return `${paint('dim', clock, process.stderr)} ${paint(colour, name.padEnd(5), process.stderr)} ${visibleLines(msg)}${more}`;
}

/** A mail that the server wrote to a file, in a line of its log: `mail to ada@acme.test: /data/mail/….eml`. */
export function renderMailLog(line: string): string | undefined {
  const entry = parsed(line);
  return entry === undefined ? undefined : renderMail(entry);
}

function renderMail({ msg, to, path }: LogEntry): string | undefined {
  return msg === 'mail' && to !== undefined && path !== undefined
    ? visible(`mail to ${to}: ${path}`)
    : undefined;
}

function parsed(line: string): LogEntry | undefined {
  try {
    const entry = JSON.parse(line) as LogEntry;
    return typeof entry.level === 'number' && typeof entry.time === 'number' ? entry : undefined;
  } catch {
    return undefined;
  }
}
