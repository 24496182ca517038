import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { errorLine, serverCommand, serverError } from './server-command.ts';

export interface StartedServer {
  url: string;
  /** Absolute folder of its data. */
  data: string;
  pid: number;
  /** Ends when the server has ended, asked to or not: its exit code or signal, and what it wrote last. */
  ended: Promise<{ exit: string; stderr: string }>;
  /** Stops the server and its database; safe to call twice. */
  stop(): Promise<void>;
  /** Ends the server at once; its database recovers at the next start. */
  kill(): void;
}

/** Milliseconds after which a server that was asked to stop is killed; it gives up by itself a little earlier. */
const STOP_MS = 50_000;

export interface StartServerOptions {
  /** Folder of the package `@plexica/control-plane`. */
  controlPlane: string;
  /** Everything the server is told: `PLEXICA_DATA`, `PLEXICA_PORT`, `PLEXICA_ADMIN_TOKEN`, `PATH`, … */
  environment: NodeJS.ProcessEnv;
  /** Gets every line that the server logs, as JSON text; not the error that `startServer` throws. */
  onLog: (line: string) => void;
}

/**
 * Starts a control plane and waits until it listens.
 *
 * @throws PlexicaError with the server's own code when it ends before it listens
 */
export async function startServer(options: StartServerOptions): Promise<StartedServer> {
  const [command, arguments_] = serverCommand(options.controlPlane, '--attached');
  const child = spawn(command, arguments_, {
    env: options.environment,
    // Attached, the server ends when this pipe does, so it never outlives a parent that was killed.
    stdio: ['pipe', 'pipe', 'pipe'],
    // In a process group of its own Ctrl-C does not reach it: whoever started it decides when it stops.
    detached: process.platform !== 'win32',
  });
  const tail: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => {
    tail.push(line);
    tail.splice(0, tail.length - 20);
    if (errorLine(line) === undefined) options.onLog(line);
  });
  const ended = exitOf(child).then((exit) => ({ exit, stderr: tail.join('\n') }));
  const first = await Promise.race([firstLine(child), ended]);
  if (typeof first !== 'string') {
    throw serverError(first.stderr, first.exit);
  }
  const { url, data } = JSON.parse(first) as { url: string; data: string };
  return {
    url,
    data,
    pid: child.pid ?? 0,
    ended,
    async stop() {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
      await ended;
      clearTimeout(timer);
    },
    kill() {
      child.kill('SIGKILL');
    },
  };
}

/** Never ends when the server closes its output without a line: then its exit tells more. */
function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    createInterface({ input: child.stdout as NodeJS.ReadableStream }).once('line', resolve);
  });
}

function exitOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
}
