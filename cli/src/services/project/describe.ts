import { execFile } from 'node:child_process';
import type { BackendDescription } from '@plexica/registry';
import { serverCommand, serverError } from '@plexica/sdk/server';
import { controlPlaneFolder } from '../../control-plane.ts';
import { readingError } from './reading-error.ts';

/**
 * Loads a built backend in the sandbox, as a server does, and returns what its decorators say.
 *
 * @param folder holds `dist/backend/index.js`
 * @throws PlexicaError `build_failed` when the bundle cannot be loaded or a route says nothing about who may call it
 */
export function describeBackend(folder: string): Promise<BackendDescription> {
  const [command, arguments_] = serverCommand(controlPlaneFolder(), 'describe', folder);
  return new Promise((resolve, reject) => {
    execFile(command, arguments_, { encoding: 'utf8' }, (error, stdout, stderr) => {
      if (error === null) {
        resolve(JSON.parse(stdout) as BackendDescription);
      } else {
        reject(readingError(serverError(stderr, error.signal ?? `exit code ${error.code}`)));
      }
    });
  });
}
