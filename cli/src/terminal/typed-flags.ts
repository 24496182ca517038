/** Whether a command line has a flag; the parser fills in others from variables of the environment. */
export function isTyped(argv: readonly string[], name: string): boolean {
  return beforeArguments(argv).some((word) => word === `--${name}` || word.startsWith(`--${name}=`));
}

/** Whether the command line asks for JSON; also right where it cannot be parsed. */
export function wantsJson(argv: readonly string[]): boolean {
  return beforeArguments(argv).includes('--json');
}

function beforeArguments(argv: readonly string[]): readonly string[] {
  const end = argv.indexOf('--');
  return end === -1 ? argv : argv.slice(0, end);
}
