import { execFile } from 'node:child_process';
import { serverCommand, serverError } from '@plexica/sdk/server';
import { controlPlaneFolder } from '../../control-plane.ts';

/**
 * What a subcommand of `plexica-server` prints.
 *
 * @throws PlexicaError that the subcommand fails with
 */
export async function askServerProgram(...words: string[]): Promise<unknown> {
  const [command, arguments_] = serverCommand(controlPlaneFolder(), ...words);
  const printed = await new Promise<string>((resolve, reject) => {
    execFile(command, arguments_, { encoding: 'utf8' }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(serverError(stderr, error.signal ?? `exit code ${error.code}`));
    });
  });
  return JSON.parse(printed);
}
