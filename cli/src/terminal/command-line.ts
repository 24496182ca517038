/**
 * A command that can be pasted into a shell. A typed secret is replaced, because it would be visible where the
 * command is printed.
 *
 * @param words the words of the command and its arguments
 * @param flags name to value; `false` and `undefined` are omitted, a list repeats the flag
 * @param secrets keys of secret configuration values
 */
export function commandLine(
  words: readonly string[],
  flags: Readonly<Record<string, string | boolean | readonly string[] | undefined>>,
  secrets: readonly string[] = [],
): string {
  const given = Object.entries(flags).flatMap(([name, value]) => {
    if (value === undefined || value === false) return [];
    if (value === true) return [`--${name}`];
    return [value]
      .flat()
      .flatMap((one) => [`--${name}`, name === 'config' ? withoutSecret(one, secrets) : one]);
  });
  return ['plexica', ...words, ...given].map(quoted).join(' ');
}

function withoutSecret(pair: string, secrets: readonly string[]): string {
  const [key = ''] = pair.split(/[.=]/);
  const value = pair.slice(pair.indexOf('=') + 1);
  return secrets.includes(key) && value !== '-' && !/^@(?!@)/.test(value) ? `${key}=@<file>` : pair;
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
