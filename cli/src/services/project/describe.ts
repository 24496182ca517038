import type { BackendDescription } from '@plexica/registry';
import type { PlexicaError } from '@plexica/sdk/errors';
import { askServerProgram } from './plexica-server.ts';
import { readingError } from './reading-error.ts';

/**
 * Loads a built backend in the sandbox, as a server does, and returns what its decorators say.
 *
 * @param folder holds `dist/backend/index.js`
 * @throws PlexicaError `build_failed` when the bundle cannot be loaded or a route says nothing about who may call it
 */
export async function describeBackend(folder: string): Promise<BackendDescription> {
  try {
    return (await askServerProgram('describe', folder)) as BackendDescription;
  } catch (error) {
    throw readingError(error as PlexicaError);
  }
}
