import pino from 'pino';
import { PlexicaError } from '@plexica/sdk/errors';
import { readConfig } from './config.ts';

/** One line of JSON that a program which started this one can read. */
function errorLine({ code, message, hint, status, issues }: PlexicaError): string {
  return `${JSON.stringify({ error: { code, message, hint, status, issues } })}\n`;
}

function knownError(error: unknown): PlexicaError {
  return error instanceof PlexicaError
    ? error
    : new PlexicaError('unexpected', String(error), { cause: error });
}

/** Says what happened and gives the exit code. */
function fail(error: unknown): number {
  const known = knownError(error);
  process.stderr.write(errorLine(known));
  if (known.code === 'unexpected') process.stderr.write(`${(error as Error).stack ?? ''}\n`);
  return known.exit;
}

/** Sequelize's errors carry statement and values several times over; values may be secrets. */
function describeError(error: Error): object {
  const { name, message, stack, cause } = error;
  const { code } = error as { code?: unknown };
  return {
    name,
    message,
    stack,
    ...(code === undefined ? {} : { code }),
    ...(cause instanceof Error ? { cause: describeError(cause) } : {}),
  };
}

/** Draining requests, operations and plugins may take ten seconds each. */
const STOP_MS = 45_000;

/** @param attached it also stops when its standard input ends: when whoever started it is gone, however it went */
async function serve(attached: boolean): Promise<number> {
  const config = readConfig(process.env);
  // The users that plugins and PostgreSQL run as read what others may read; what is private says so itself.
  process.umask(0o022);
  const { startServer } = await import('./start.ts');
  const log = pino(
    { level: config.logLevel, base: null, serializers: { err: describeError } },
    pino.destination({ fd: 2, sync: true }),
  );
  const server = await startServer(config, log);
  const stopped = new Promise<number>((resolve) => {
    const stop = (signal: NodeJS.Signals | 'end of input'): void => {
      log.info({ signal }, 'stopping');
      process.stdin.pause();
      setTimeout(() => {
        log.error(
          `not stopped after ${STOP_MS / 1000} seconds; whatever is left is taken up at the next start`,
        );
        process.exit(1);
      }, STOP_MS).unref();
      void server.stop().then(() => resolve(0));
    };
    process.once('SIGTERM', stop);
    process.once('SIGINT', stop);
    if (attached) process.stdin.resume().once('end', () => stop('end of input'));
  });
  log.info({ url: server.url, sandbox: config.sandbox }, 'listening');
  process.stdout.write(`${JSON.stringify({ url: server.url })}\n`);
  return stopped;
}

/**
 * @param folder of a built plugin; without one, folders are read from standard input, one a line, and each is answered
 *   with one line: whoever builds again and again saves the start of a process
 */
async function describe(folder: string | undefined): Promise<number> {
  const [{ describe: read }, { detectWalls }] = await Promise.all([
    import('./plugin-host/describe.ts'),
    import('./plugin-host/walls.ts'),
  ]);
  const walls = await detectWalls();
  if (folder !== undefined) {
    process.stdout.write(`${JSON.stringify(await read(folder, walls))}\n`);
    return 0;
  }
  const { createInterface } = await import('node:readline');
  for await (const each of createInterface({ input: process.stdin })) {
    const answer = read(each, walls).then((described) => `${JSON.stringify(described)}\n`);
    process.stdout.write(await answer.catch((error: unknown) => errorLine(knownError(error))));
  }
  return 0;
}

const [command, ...rest] = process.argv.slice(2);
try {
  if (command === undefined || command === '--attached')
    process.exitCode = await serve(command !== undefined);
  else if (command === 'describe') process.exitCode = await describe(rest[0]);
  else
    throw new PlexicaError(
      'bad_usage',
      `plexica-server has no command ${command}; it has: describe [folder], --attached`,
    );
} catch (error) {
  process.exitCode = fail(error);
}
