import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PlexicaError } from '@plexica/sdk/errors';
import { openCacheFolder } from './cache-folder.ts';
import type { Config } from './config.ts';
import { removeClientSettings } from './database/client-environment.ts';
import { standInForHome } from './home.ts';
import type { BuiltFolder } from './plugin-host/describe/describe.ts';
import { closeInherited } from './processes/inherited-descriptors.ts';
import { VERSION } from './version.ts';

const USAGE = `plexica-server runs a Plexica server until it receives SIGTERM or SIGINT. It prints one line of JSON with its
address to standard output and writes its log as JSON to standard error.

USAGE
  $ plexica-server
  $ plexica-server COMMAND

COMMANDS
  database                 Check whether the database in DATABASE_URL is prepared.
  database-script          Print the SQL that prepares it: plexica-server database-script | psql -U postgres -d plexica
  database-script --undo   Print the SQL that restores the default rights of PUBLIC.
  walls                    Show what isolates plugins on this machine.

FLAGS
  --attached               Also stop when standard input ends.
  --help                   Show this help.
  --version                Show the version.

ENVIRONMENT
  Environment variables configure the server: PLEXICA_PORT (7373), PLEXICA_HOST (127.0.0.1), PLEXICA_DATA, DATABASE_URL,
  LOG_LEVEL and others. The operating guide lists all of them.
`;

/** One line of JSON for the program that started this one. */
function errorLine({ code, message, hint, status, issues }: PlexicaError): string {
  return `${JSON.stringify({ error: { code, message, hint, status, issues } })}\n`;
}

function knownError(error: unknown): PlexicaError {
  return error instanceof PlexicaError
    ? error
    : new PlexicaError('unexpected', String(error), { cause: error });
}

/** Prints the error and returns the exit code. */
function fail(error: unknown): number {
  const known = knownError(error);
  process.stderr.write(errorLine(known));
  if (known.code === 'unexpected') process.stderr.write(`${(error as Error).stack ?? ''}\n`);
  return known.exit;
}

/** Errors of Sequelize contain statement and values several times. Values can be secrets. */
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

/** Draining requests, operations and plugins can take ten seconds each. */
const STOP_MS = 45_000;

/** @param attached whether it also stops when standard input ends, that is, when its parent process has ended */
async function serve(attached: boolean): Promise<number> {
  const config = await configuration();
  // The users that plugins and PostgreSQL run as read what others may read; what is private says so itself.
  process.umask(0o022);
  standInForHome();
  removeClientSettings(process.env, config.databaseUrl === undefined);
  const [{ startServer }, { default: pino }] = await Promise.all([import('./start.ts'), import('pino')]);
  const log = pino(
    { level: config.logLevel, base: null, serializers: { err: describeError } },
    pino.destination({ fd: 2, sync: true }),
  );
  for (const warning of config.warnings) log.warn(warning);
  const server = await startServer(config, log);
  const stopped = new Promise<number>((resolve) => {
    const stop = (signal: NodeJS.Signals | 'end of input'): void => {
      log.info({ signal }, 'stopping');
      process.stdin.pause();
      setTimeout(() => {
        log.error(
          `not stopped after ${STOP_MS / 1000} seconds; exiting. Unfinished operations continue at the next start`,
        );
        process.exit(1);
      }, STOP_MS).unref();
      void server.stop().then(() => resolve(0));
    };
    process.once('SIGTERM', stop);
    process.once('SIGINT', stop);
    if (attached) process.stdin.resume().once('end', () => stop('end of input'));
  });
  log.info({ url: server.url, sandbox: config.sandbox, data: config.data }, 'listening');
  process.stdout.write(`${JSON.stringify({ url: server.url, data: config.data })}\n`);
  return stopped;
}

async function describe(folder: string, option: string | undefined): Promise<number> {
  if (option !== undefined && option !== CODE_GENERATION)
    throw new PlexicaError('bad_usage', `unknown option ${option}; describe has only ${CODE_GENERATION}`);
  const [{ describe: read }, { detectWalls }] = await describeModules();
  process.stdout.write(
    `${JSON.stringify(await read({ folder, codeGeneration: option !== undefined }, await detectWalls()))}\n`,
  );
  return 0;
}

/** For a plugin whose manifest has `access.codeGeneration`. */
const CODE_GENERATION = '--code-generation';

async function configuration(): Promise<Config> {
  const { readConfig } = await import('./config.ts');
  return readConfig(process.env);
}

/** Milliseconds after an answer in which the caller has the processors to itself. */
const READER_DELAY = 300;

/**
 * Reads folders of built plugins from standard input, one {@link BuiltFolder} as JSON per line, and answers each with
 * one line. Repeated builds save the start of two processes each: this one, and the sandbox, which is started in
 * advance.
 */
async function describeEach(): Promise<number> {
  const [{ startReader }, { detectWalls }] = await describeModules();
  const walls = await detectWalls();
  const { createInterface } = await import('node:readline');
  let ready = startReader(walls);
  for await (const line of createInterface({ input: process.stdin })) {
    const reader = await ready;
    const answer = reader
      .describe(JSON.parse(line) as BuiltFolder)
      .then((described) => `${JSON.stringify(described)}\n`);
    process.stdout.write(await answer.catch((error: unknown) => errorLine(knownError(error))));
    ready = sleep(READER_DELAY).then(() => startReader(walls));
    // Awaited at the next line, or at the end.
    ready.catch(() => undefined);
    await reader.discard();
  }
  await (await ready).discard();
  return 0;
}

async function describeModules() {
  return Promise.all([
    import('./plugin-host/describe/describe.ts'),
    import('./plugin-host/sandbox/walls.ts'),
  ]);
}

/** Prints the checked migrations in the folder of a plugin. */
async function tellMigrations(folder: string): Promise<number> {
  const { checkMigrations } = await import('./plugin-host/migrations/check-migrations.ts');
  process.stdout.write(`${JSON.stringify(await checkMigrations(folder))}\n`);
  return 0;
}

/** Prints the isolation that a server on this machine has. */
async function tellWalls(): Promise<number> {
  const { detectWalls, toldWalls } = await import('./plugin-host/sandbox/walls.ts');
  process.stdout.write(`${JSON.stringify(toldWalls(await detectWalls()))}\n`);
  return 0;
}

/** Checks whether the configured database is prepared. */
async function tellDatabase(): Promise<number> {
  const { checkConfiguredDatabase } = await import('./database/prepared-database.ts');
  process.stdout.write(`${JSON.stringify(await checkConfiguredDatabase(await configuration()))}\n`);
  return 0;
}

/** Prints the SQL that prepares that database, or the SQL that restores the default rights. */
async function printDatabaseScript(option: string | undefined): Promise<number> {
  if (option !== undefined && option !== '--undo')
    throw new PlexicaError('bad_usage', `unknown option ${option}; database-script has only --undo`);
  const { databaseScript } = await import('./database/prepared-database.ts');
  process.stdout.write(await databaseScript(await configuration(), option === '--undo'));
  return 0;
}

/** Node stores there what it has compiled of the many modules of a server, for the next start. */
function keepCompiledCode(): void {
  try {
    const cache = openCacheFolder();
    if (cache !== undefined) enableCompileCache(join(cache, 'compiled'));
  } catch {
    // Without a cache folder, Node compiles them again.
  }
}

const [command, ...rest] = process.argv.slice(2);
closeInherited();
keepCompiledCode();
try {
  if (command === undefined || command === '--attached')
    process.exitCode = await serve(command !== undefined);
  else if (command === '--help' || command === '-h' || command === 'help') process.stdout.write(USAGE);
  else if (command === '--version') process.stdout.write(`${VERSION}\n`);
  else if (command === 'describe')
    process.exitCode = await (rest[0] === undefined ? describeEach() : describe(rest[0], rest[1]));
  else if (command === 'migrations') process.exitCode = await tellMigrations(rest[0] ?? '.');
  else if (command === 'walls') process.exitCode = await tellWalls();
  else if (command === 'database') process.exitCode = await tellDatabase();
  else if (command === 'database-script') process.exitCode = await printDatabaseScript(rest[0]);
  else
    throw new PlexicaError(
      'bad_usage',
      `unknown command ${command}; the commands are: database, database-script [--undo], walls`,
      { hint: 'Run `plexica-server --help`.' },
    );
} catch (error) {
  process.exitCode = fail(error);
}
