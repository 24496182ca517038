import { PlexicaError, type Issue } from '@plexica/sdk/errors';
import { nativeProblem } from './native-addons.ts';

/** Actions that Node's permissions refuse, by the flag in the message. */
const FORBIDDEN: Record<string, string> = {
  'allow-fs-read': 'read files',
  'allow-fs-write': 'write files',
  'allow-child-process': 'start programs',
  'allow-worker': 'start threads',
  'allow-addons': 'load native addons',
  'allow-wasi': 'use WASI',
  'allow-net': 'open connections; use ctx.fetch for the hosts listed in its manifest',
};

/** Why a backend could not be loaded in the sandbox, worded for plugin authors. */
export function readingError(error: PlexicaError): PlexicaError {
  if (error.code !== 'build_failed') {
    return error;
  }
  const message = error.message
    .replace(/^Error: /, '')
    .replace(/Access to this API has been restricted\. Use --([a-z-]+)[^\n]*/, (text, flag: string) =>
      FORBIDDEN[flag] === undefined ? text : `Plugins cannot ${FORBIDDEN[flag]}.`,
    );
  const found = lookedUp(message);
  if (found !== undefined) {
    const { hint, issue } = found;
    return new PlexicaError('build_failed', found.message, { hint, issues: [issue], cause: error });
  }
  return new PlexicaError('build_failed', message, {
    hint: 'Correct the source of the backend as the message describes, then build again.',
    issues: error.issues,
    cause: error,
  });
}

/** What Node and a bundle say of a module or a file that is not there, with what it is called. */
const NOT_THERE = /^(?:Cannot find (?:module|package)|ENOENT: no such file or directory, \w+) '([^']+)'/;
const NATIVE = /"([^"]+)" loads a native addon/;
/** A line of a stack that names a source. */
const FRAME = /^\s+at .*?\(?([^\s()]+):(\d+):\d+\)?$/;

/** A package has looked for something as it was loaded, which the build could not know; `undefined` of other errors. */
function lookedUp(message: string): { message: string; hint: string; issue: Issue } | undefined {
  const name = NOT_THERE.exec(message)?.[1];
  if (name === undefined) return undefined;
  for (const line of message.split('\n')) {
    const [, file = '', at] = FRAME.exec(line) ?? [];
    if (file === '' || file.startsWith('dist/backend/')) continue;
    const owner = /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules\/)/.exec(file)?.[1];
    if (owner === undefined) return undefined;
    const native = NATIVE.exec(message)?.[1];
    const said =
      native === undefined
        ? `"${owner}" loads "${name.replace('dist/backend/', '')}" at startup by a name that the build cannot tell, so the bundle does not contain it`
        : nativeProblem(native);
    const place = `${file}:${at}`;
    return {
      message: `${place} ${said}\n\n${message}`,
      hint:
        native === undefined
          ? `A bundle only contains modules that are imported by a literal name. Use another package instead of "${owner}", or a part of it that does not do this.`
          : 'Use a package written in JavaScript or WebAssembly instead.',
      issue: { path: place, message: said, file, line: Number(at) },
    };
  }
  return undefined;
}
