import type { BackendDescription } from '@plexica/registry';
import type { PlexicaError } from '@plexica/sdk/errors';
import { askServerProgram } from './plexica-server.ts';
import { readingError } from './reading-error.ts';

/** A backend that is built and not described yet. */
export interface BuiltFolder {
  /** Absolute; holds `dist/backend/index.js`. */
  folder: string;
  /** Whether the manifest asks for `access.codeGeneration`. */
  codeGeneration: boolean;
}

/**
 * Loads a built backend in the sandbox, as a server does, and returns what its decorators say.
 *
 * @throws PlexicaError `build_failed` when the bundle cannot be loaded or a route does not declare who can call it
 */
export async function describeBackend({ folder, codeGeneration }: BuiltFolder): Promise<BackendDescription> {
  try {
    return (await askServerProgram(
      'describe',
      folder,
      ...(codeGeneration ? ['--code-generation'] : []),
    )) as BackendDescription;
  } catch (error) {
    throw readingError(error as PlexicaError);
  }
}
