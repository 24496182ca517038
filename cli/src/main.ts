import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Config, Errors, flush, run, settings } from '@oclif/core';
import { reportError } from './terminal/error-report.ts';

/** Runs the command that `process.argv` names and ends the process with its exit code: see `errors` of the SDK */
export async function main(): Promise<void> {
  const argv = process.argv.slice(2);
  // A checkout has tsconfig.json beside dist; without this oclif would look for the sources of every command.
  settings.enableAutoTranspile = false;
  let exitCode = 0;
  try {
    await run(argv, await loadConfig(process.env.PLEXICA_HOME));
  } catch (error) {
    exitCode = error instanceof Errors.ExitError ? (error.oclif.exit ?? 0) : await reportError(error, argv);
  }
  await flush();
  process.exit(exitCode);
}

/** Keeps contexts and cache below PLEXICA_HOME where it is set, else where oclif keeps them on this system. */
async function loadConfig(home: string | undefined): Promise<Config> {
  const root = fileURLToPath(new URL('..', import.meta.url));
  if (home === undefined || home === '') {
    return Config.load({ root });
  }
  const folders = { PLEXICA_CONFIG_DIR: 'config', PLEXICA_CACHE_DIR: 'cache', PLEXICA_DATA_DIR: 'data' };
  for (const [name, folder] of Object.entries(folders)) {
    process.env[name] = resolve(home, folder);
  }
  const config = await Config.load({ root });
  for (const name of Object.keys(folders)) {
    // oclif has read it; a server that inherited it would refuse to start.
    delete process.env[name];
  }
  return config;
}
