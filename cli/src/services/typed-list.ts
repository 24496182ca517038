/** The words of a list as typed: `a, b` */
export function listed(text: string): string[] {
  return text.split(',').map((word) => word.trim());
}

/**
 * Names for `sentAs` of a list and each of its words.
 *
 * @param path of the list in the request, such as `body.roles`
 * @param text as typed
 */
export function typedList(path: string, flag: string, text: string | undefined): Record<string, string> {
  const words = text === undefined ? [] : listed(text);
  const each = words.map((word, index) => [`${path}[${index}]`, words.length > 1 ? `${flag} ${word}` : flag]);
  return { [path]: flag, ...Object.fromEntries(each) };
}
