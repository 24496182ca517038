/** Whether a command line has a flag; the parser fills in others from variables of the environment. */
export function isTyped(argv: readonly string[], name: string): boolean {
  return beforeArguments(argv).some((word) => word === `--${name}` || word.startsWith(`--${name}=`));
}

/** The value of a flag as it was typed; also right where the rest cannot be parsed. */
export function typedValue(argv: readonly string[], name: string): string | undefined {
  const words = beforeArguments(argv);
  const at = words.findLastIndex((word) => word === `--${name}` || word.startsWith(`--${name}=`));
  const word = words[at];
  return word === `--${name}` ? words[at + 1] : word?.slice(name.length + 3);
}

/** Whether the command line asks for JSON; also right where it cannot be parsed. */
export function wantsJson(argv: readonly string[]): boolean {
  return beforeArguments(argv).includes('--json');
}

function beforeArguments(argv: readonly string[]): readonly string[] {
  const end = argv.indexOf('--');
  return end === -1 ? argv : argv.slice(0, end);
}
