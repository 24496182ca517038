import { execFile } from 'node:child_process';
import { serverCommand, serverError } from '@plexica/sdk/server';
import { controlPlaneFolder } from '../../control-plane.ts';

/**
 * What a subcommand of `plexica-server` prints.
 *
 * @throws PlexicaError that the subcommand fails with
 */
export function askServerProgram(...words: string[]): Promise<unknown> {
  const [command, arguments_] = serverCommand(controlPlaneFolder(), ...words);
  return new Promise((resolve, reject) => {
    execFile(command, arguments_, { encoding: 'utf8' }, (error, stdout, stderr) => {
      if (error === null) resolve(JSON.parse(stdout));
      else reject(serverError(stderr, error.signal ?? `exit code ${error.code}`));
    });
  });
}
