const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** A source map of a file that holds others as they are, line by line. */
export class LineMap {
  readonly #sources: string[] = [];
  readonly #lines: string[] = [];
  #lastSource = 0;
  #lastLine = 0;

  /** Lines that come from nowhere: without a mark of their own they would be taken for those before them. */
  skip(lines: number): void {
    for (let line = 0; line < lines; line++) this.#lines.push('A');
  }

  /** @param source path as the map names it */
  add(source: string, lines: number): void {
    const index = this.#sources.push(source) - 1;
    for (let line = 0; line < lines; line++) {
      this.#lines.push(`A${digits(index - this.#lastSource)}${digits(line - this.#lastLine)}A`);
      this.#lastSource = index;
      this.#lastLine = line;
    }
  }

  toString(): string {
    return JSON.stringify({
      version: 3,
      sources: this.#sources,
      names: [],
      mappings: this.#lines.join(';'),
    });
  }
}

/** A number as source maps write it: base 64 in groups of five bits, the sign last. */
function digits(value: number): string {
  let rest = value < 0 ? (-value << 1) | 1 : value << 1;
  let text = '';
  do {
    const group = rest & 31;
    rest >>>= 5;
    text += DIGITS[rest > 0 ? group | 32 : group];
  } while (rest > 0);
  return text;
}
