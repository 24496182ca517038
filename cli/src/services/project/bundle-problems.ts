import { readFile } from 'node:fs/promises';
import { sep } from 'node:path';
import type { Message } from 'esbuild';
import { encodingProblem } from '@plexica/sdk/text';
import type { RollupLog } from 'rollup';
import { AS_MODULE } from './modules/commonjs-files.ts';
import { shownPath, type CodeProblem } from './code-problem.ts';

/** What rollup, and esbuild inside it, complain about, as places in the project. */
export async function bundleProblems(folder: string, logs: readonly RollupLog[]): Promise<CodeProblem[]> {
  const problems = await Promise.all(logs.map((log) => problemsOf(folder, log)));
  return problems.flat();
}

async function problemsOf(folder: string, log: RollupLog): Promise<CodeProblem[]> {
  const file = (log.loc?.file ?? log.id)?.replace(AS_MODULE, '');
  const shown = file === undefined ? 'the bundle' : shownPath(folder, file);
  const encoding = file === undefined ? undefined : await encodingOf(file);
  if (encoding !== undefined) return [{ file: shown, line: 0, column: 0, message: encoding }];
  const messages = (log as { errors?: Message[] }).errors;
  if (messages !== undefined) {
    return messages.map(({ text, location }) => ({
      file: shown,
      line: location?.line ?? 0,
      column: (location?.column ?? -1) + 1,
      message: text,
    }));
  }
  return [
    {
      file: shown,
      line: log.loc?.line ?? 0,
      column: (log.loc?.column ?? -1) + 1,
      message: log.message
        .replaceAll(AS_MODULE + folder + sep, '')
        .replaceAll(AS_MODULE, '')
        .replace(/^\[plugin [^\]]*\] /, '')
        .replace(/^\S+ \(\d+:\d+\): /, '')
        .replace(/^[^\s:]*: (?=")/, ''),
    },
  ];
}

/** The compiler takes UTF-16, and the bundler finds letters in it that nobody has typed. */
async function encodingOf(file: string): Promise<string | undefined> {
  const bytes = await readFile(file).catch(() => undefined);
  return bytes === undefined ? undefined : encodingProblem(bytes);
}
