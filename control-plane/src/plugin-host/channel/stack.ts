/**
 * Lines of a stack that lie in Node or in the sandbox's own code. A process may send any line: there is one place in it
 * where the path can begin, so that none takes longer than its length.
 */
const NOT_OF_PLUGIN =
  /^\s+at (?:[^(]*\(|async )?(?:node:|file:\/\/\S*\/(?:protocol|bootstrap\/[a-z-]+)\.[jt]s:)/;

/** A stack as its author knows the files: without ours, and below the project instead of the sandbox's `/plugin`. */
export function asInProject(stack: string): string {
  return stack
    .split('\n')
    .filter((line) => !NOT_OF_PLUGIN.test(line))
    .join('\n')
    .replaceAll('file:///plugin/', '')
    .replaceAll('/plugin/', '');
}
