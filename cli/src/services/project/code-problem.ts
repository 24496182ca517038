import { readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { PlexicaError, type Issue } from '@plexica/sdk/errors';

/** A problem in a file of the project. */
export interface CodeProblem {
  /** Relative to the project, with `/`. */
  file: string;
  /** Counted from 1; 0 if unknown. */
  line: number;
  column: number;
  message: string;
}

const SHOWN = 5;

/** One `build_failed` error for all problems; shows the first ones with the lines around them. */
export async function buildFailed(folder: string, problems: readonly CodeProblem[]): Promise<PlexicaError> {
  const shown = await Promise.all(problems.slice(0, SHOWN).map((problem) => withFrame(folder, problem)));
  const more = problems.length > SHOWN ? `\n\nand ${problems.length - SHOWN} more.` : '';
  return new PlexicaError('build_failed', shown.join('\n\n') + more, {
    hint: 'Correct the lines shown above and build again.',
    issues: problems.map(codeIssue),
  });
}

/** The problem as an issue whose path is its position. */
export function codeIssue(problem: CodeProblem): Issue {
  const { file, line, column, message } = problem;
  return { path: place(problem), message, file, ...(line > 0 && { line, column }) };
}

/** `src/index.ts:3:7 …` */
export function problemText(problem: CodeProblem): string {
  return `${place(problem)} ${problem.message}`;
}

function place({ file, line, column }: CodeProblem): string {
  return line === 0 ? file : `${file}:${line}:${column}`;
}

async function withFrame(folder: string, problem: CodeProblem): Promise<string> {
  const head = problemText(problem);
  const source = await readFile(join(folder, problem.file), 'utf8').catch(() => undefined);
  const frame =
    source === undefined || problem.line === 0 ? '' : codeFrame(source, problem.line, problem.column);
  return frame === '' ? head : `${head}\n\n${frame}`;
}

/** The line with two lines before and one after it, line numbers, and a mark below the column. */
export function codeFrame(source: string, line: number, column: number): string {
  const lines = source.split(/\r?\n/);
  const first = Math.max(1, line - 2);
  const last = Math.min(lines.length, line + 1);
  const gutter = String(last).length;
  const frame: string[] = [];
  for (let number = first; number <= last; number++) {
    const text = (lines[number - 1] ?? '').replaceAll('\t', ' ');
    frame.push(` ${number === line ? '>' : ' '} ${String(number).padStart(gutter)} | ${text}`.trimEnd());
    if (number === line) {
      frame.push(`   ${' '.repeat(gutter)} | ${' '.repeat(Math.max(0, column - 1))}^`);
    }
  }
  return frame.join('\n');
}

/** A path relative to the project, with `/`. */
export function shownPath(folder: string, path: string): string {
  return relative(folder, path).split(sep).join('/');
}
