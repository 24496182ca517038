/** Statements that end with a semicolon, and what is left after the last of them. */
export interface Split {
  statements: string[];
  rest: string;
}

/** What a semicolon within it does not end: strings, quoted names, dollar quotes (PostgreSQL manual, 4.1). */
const QUOTED =
  /(?<![\w$])[eE]'(?:[^'\\]|\\.|'')*(?:'|$)|'(?:[^']|'')*(?:'|$)|"(?:[^"]|"")*(?:"|$)|(?<![\w$])(\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$)[^]*?(?:\1|$)|--[^\n]*/y;

/** Cuts SQL at its semicolons, as psql does. Statements of white space and comments alone are left out. */
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

/** Whether there is more than white space and comments. */
export function isStatement(text: string): boolean {
  for (let at = 0; at < text.length;) {
    const isComment = text.startsWith('--', at) || text.startsWith('/*', at);
    if (!isComment && !/\s/.test(text[at] as string)) return true;
    at = isComment ? skipped(text, at) : at + 1;
  }
  return false;
}

/** The end of what is quoted or a comment at a place; the place itself where nothing is. */
function skipped(text: string, at: number): number {
  if (text.startsWith('/*', at)) return endOfComment(text, at);
  QUOTED.lastIndex = at;
  return QUOTED.test(text) ? QUOTED.lastIndex : at;
}

/** Comments hold comments. */
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
