import { styleText } from 'node:util';
import stringWidth from 'fast-string-width';

type Format = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

/** Colours text if `stream` is a terminal, unless NO_COLOR or TERM=dumb is set. */
export function paint(format: Format, text: string, stream: NodeJS.WriteStream = process.stdout): string {
  return styleText(format, text, { stream, validateStream: true });
}

/** Width of `text` in a terminal: wide characters take two columns, colours none. */
export function width(text: string): number {
  return stringWidth(text);
}

/** Columns of the terminal; 80 without one. */
export function columns(stream: NodeJS.WriteStream = process.stdout): number {
  return stream.columns || 80;
}

/**
 * Breaks text at spaces so that no line is longer than `limit`; every line but the first is indented. A line that
 * starts with a space is kept, because it is code.
 */
export function wrap(text: string, limit: number, indent = ''): string {
  return text
    .split('\n')
    .map((paragraph) => {
      if (paragraph.startsWith(' ')) {
        return paragraph;
      }
      const lines = [''];
      for (const word of paragraph.split(' ')) {
        const line = lines.at(-1) ?? '';
        const room = limit - (lines.length > 1 ? indent.length : 0);
        if (line !== '' && width(line) + 1 + width(word) > room) {
          lines.push(word);
        } else {
          lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
        }
      }
      return lines.join(`\n${indent}`);
    })
    .join(`\n${indent}`);
}
