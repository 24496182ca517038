/**
 * Lines of a stack trace in Node or in the code of the sandbox. A process can send any line, so the path can begin in
 * only one place, which keeps the match linear.
 */
const NOT_OF_PLUGIN =
  /^\s+at (?:[^(]*\(|async )?(?:node:|file:\/\/\S*\/(?:protocol|bootstrap\/[a-z-]+)\.[jt]s:)/;

/**
 * A stack trace as its author knows it: without lines of Plexica, and with paths in the project instead of `/plugin` of
 * the sandbox.
 */
export function asInProject(stack: string): string {
  return stack
    .split('\n')
    .filter((line) => !NOT_OF_PLUGIN.test(line))
    .join('\n')
    .replaceAll('file:///plugin/', '')
    .replaceAll('/plugin/', '');
}
