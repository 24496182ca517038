import { PlexicaError } from '@plexica/sdk/errors';

/** What Node's permissions refuse, by the flag that its message names. */
const FORBIDDEN: Record<string, string> = {
  'allow-fs-read': 'read files',
  'allow-fs-write': 'write files',
  'allow-child-process': 'start programs',
  'allow-worker': 'start threads',
  'allow-addons': 'load native addons',
  'allow-wasi': 'use WASI',
  'allow-net': 'open connections; ctx.fetch reaches the hosts that its manifest names',
};

/** Why a backend could not be read in the sandbox, in the words of whoever writes plugins. */
export function readingError(error: PlexicaError): PlexicaError {
  if (error.code !== 'build_failed') {
    return error;
  }
  const message = error.message
    .replace(/^Error: /, '')
    .replace(/Access to this API has been restricted\. Use --([a-z-]+)[^\n]*/, (text, flag: string) =>
      FORBIDDEN[flag] === undefined ? text : `A plugin may not ${FORBIDDEN[flag]}.`,
    );
  return new PlexicaError('build_failed', message, {
    hint: 'Correct what the message names in the source of the backend and build again.',
    issues: error.issues,
    cause: error,
  });
}
