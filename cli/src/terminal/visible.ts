/**
 * Text from outside, such as what a plugin logs or a registry says of it, for one line of a terminal: control
 * characters, with which it could retitle, overwrite or even type into the terminal, and those that turn the direction
 * of text are shown as `\u001b`.
 */
export function visible(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Bidi_Control}]/gu, escaped);
}

/** The same for text of several lines, such as a stack: line breaks and tabs stay. */
export function visibleLines(text: string): string {
  return text.replaceAll('\r\n', '\n').replaceAll(/(?![\n\t])[\p{Cc}\p{Bidi_Control}]/gu, escaped);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
