import { fileURLToPath } from 'node:url';
import { Errors, run, settings } from '@oclif/core';
import { keepFilesInHome } from './home.ts';
import { useProxies } from './proxy.ts';
import { standardStreamsWritten } from './standard-streams.ts';
import { reportError } from './terminal/error-report.ts';

/** Runs the command that `process.argv` names and ends the process with its exit code: see `errors` of the SDK */
export async function main(): Promise<void> {
  const argv = helpAsFlag(process.argv.slice(2));
  keepFilesInHome(process.env);
  // A checkout has tsconfig.json beside dist; without this oclif would look for the sources of every command.
  settings.enableAutoTranspile = false;
  let exitCode = 0;
  try {
    useProxies(process.env);
    await run(argv, { root: fileURLToPath(new URL('..', import.meta.url)) });
  } catch (error) {
    exitCode = error instanceof Errors.ExitError ? (error.oclif.exit ?? 0) : await reportError(error, argv);
  }
  await standardStreamsWritten();
  process.exit(exitCode);
}

/** `help create` says what `create --help` says: oclif has another text for it. */
function helpAsFlag([first, ...words]: string[]): string[] {
  return first === 'help' ? [...words, '--help'] : first === undefined ? [] : [first, ...words];
}
