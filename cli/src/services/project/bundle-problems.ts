import { readFile } from 'node:fs/promises';
import type { Message } from 'esbuild';
import { encodingProblem } from '@plexica/sdk/text';
import type { RollupLog } from 'rollup';
import { shownPath, type CodeProblem } from './code-problem.ts';

/** What rollup, and esbuild inside it, complain about, as places in the project. */
export async function bundleProblems(folder: string, logs: readonly RollupLog[]): Promise<CodeProblem[]> {
  const problems = await Promise.all(logs.map((log) => problemsOf(folder, log)));
  return problems.flat();
}

async function problemsOf(folder: string, log: RollupLog): Promise<CodeProblem[]> {
  const file = log.loc?.file ?? log.id;
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
  if (log.code === 'UNRESOLVED_IMPORT') {
    const place = await importPlace(file, log.exporter);
    const reason = log.exporter?.startsWith('.') ? 'does not exist' : 'cannot be found; is it installed?';
    return [{ file: shown, ...place, message: `"${log.exporter}" ${reason}` }];
  }
  return [
    {
      file: shown,
      line: log.loc?.line ?? 0,
      column: (log.loc?.column ?? -1) + 1,
      message: log.message
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

async function importPlace(
  file: string | undefined,
  specifier: string | undefined,
): Promise<{ line: number; column: number }> {
  const source = file === undefined ? '' : await readFile(file, 'utf8').catch(() => '');
  const lines = source.split('\n');
  const line = lines.findIndex((text) => text.includes(`'${specifier}'`) || text.includes(`"${specifier}"`));
  return { line: line + 1, column: line === -1 ? 0 : (lines[line] ?? '').indexOf(specifier ?? '') };
}
