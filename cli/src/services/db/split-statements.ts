/** Statements that end with a semicolon, and the text after the last one. */
export interface Split {
  statements: string[];
  rest: string;
}

/** Text in which a semicolon ends no statement: strings, quoted names, dollar quotes (PostgreSQL manual, 4.1). */
const QUOTED =
  /(?<![\w$])[eE]'(?:[^'\\]|\\.|'')*(?:'|$)|'(?:[^']|'')*(?:'|$)|"(?:[^"]|"")*(?:"|$)|(?<![\w$])(\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$)[^]*?(?:\1|$)|--[^\n]*/y;

/** Splits SQL at semicolons, as psql does. Omits statements that contain only white space and comments. */
export function splitStatements(text: string): Split {
  const statements: string[] = [];
  let start = 0;
  for (let at = 0; at < text.length;) {
    const end = skipped(text, at);
    if (end > at) {
      at = end;
      continue;
    }
    if (text[at] === ';') {
      statements.push(text.slice(start, at).trim());
      start = at + 1;
    }
    at += 1;
  }
  return { statements: statements.filter(isStatement), rest: text.slice(start).trim() };
}

/** Whether the text contains more than white space and comments. */
export function isStatement(text: string): boolean {
  for (let at = 0; at < text.length;) {
    const isComment = text.startsWith('--', at) || text.startsWith('/*', at);
    if (!isComment && !/\s/.test(text[at] as string)) return true;
    at = isComment ? skipped(text, at) : at + 1;
  }
  return false;
}

/** The end of the quote or comment at an offset; the offset itself if there is none. */
function skipped(text: string, at: number): number {
  if (text.startsWith('/*', at)) return endOfComment(text, at);
  QUOTED.lastIndex = at;
  return QUOTED.test(text) ? QUOTED.lastIndex : at;
}

/** Comments can be nested. */
function endOfComment(text: string, start: number): number {
  const marks = /\/\*|\*\//g;
  marks.lastIndex = start;
  for (let depth = 0; ;) {
    const mark = marks.exec(text);
    if (mark === null) return text.length;
    depth += mark[0] === '/*' ? 1 : -1;
    if (depth === 0) return marks.lastIndex;
  }
}
