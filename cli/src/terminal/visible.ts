/**
 * Makes untrusted text, such as a plugin's log, safe for one line of a terminal. Control characters could retitle,
 * overwrite or even type into the terminal; these and characters that change the text direction are shown as
 * `\u001b`.
 */
export function visible(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Bidi_Control}]/gu, escaped);
}

/** The same for text of several lines, such as a stack: keeps line breaks and tabs. */
export function visibleLines(text: string): string {
  return text.replaceAll('\r\n', '\n').replaceAll(/(?![\n\t])[\p{Cc}\p{Bidi_Control}]/gu, escaped);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
