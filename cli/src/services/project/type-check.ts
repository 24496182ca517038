import { spawn } from 'node:child_process';
import { access } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { PlexicaError } from '@plexica/sdk/errors';
import type { CodeProblem } from './code-problem.ts';

/** `src/index.ts(3,7): error TS2322: Type 'string' is not assignable to type 'number'.` */
const DIAGNOSTIC = /^(?<file>[^(]+)\((?<line>\d+),(?<column>\d+)\): error (?<message>TS\d+: .*)$/;

/**
 * Checks types with the project's own TypeScript. A project without `tsconfig.json` is not checked.
 *
 * @param signal ends the check
 * @throws PlexicaError `build_failed` when TypeScript is not installed
 */
export async function typeCheck(folder: string, signal?: AbortSignal): Promise<CodeProblem[]> {
  const arguments_ = await compilerArguments(folder);
  if (arguments_ === undefined) {
    return [];
  }
  const { output, passed } = await run(folder, [...arguments_, '--noEmit', '--pretty', 'false'], signal);
  const all = diagnostics(output);
  // Nothing is emitted: what could not be written is only what makes the next check faster.
  const problems = all.filter(({ message }) => !message.startsWith('TS5033:'));
  if (passed || all.length > 0) {
    return problems;
  }
  return [
    {
      file: 'tsconfig.json',
      line: 0,
      column: 0,
      message: output.trim() || 'The TypeScript compiler failed.',
    },
  ];
}

/** The arguments that start the project's TypeScript with Node, or `undefined` without a `tsconfig.json`. */
export async function compilerArguments(folder: string): Promise<string[] | undefined> {
  try {
    await access(join(folder, 'tsconfig.json'));
  } catch {
    return undefined;
  }
  try {
    const manifest = createRequire(join(folder, 'package.json')).resolve('typescript/package.json');
    return [join(dirname(manifest), 'bin', 'tsc'), '--project', folder];
  } catch (cause) {
    throw new PlexicaError(
      'build_failed',
      'The project has a tsconfig.json, but TypeScript is not installed in it.',
      {
        hint: 'Run `npm install` in the project. If `typescript` is missing from its devDependencies, add it.',
        cause,
      },
    );
  }
}

/** Decorators before anything but a method, which the compiler reports as long type errors. */
const MISPLACED: readonly (readonly [pattern: RegExp, what: string])[] = [
  [/^TS1238:/, 'a class'],
  [/^TS1240:/, 'a field'],
  [/^TS1241:.*\n.*'Class(?:Getter|Setter)DecoratorContext</, 'a getter or setter'],
  [/^TS1241:.*\n.*'ClassMethodDecoratorContext<typeof /, 'a static method'],
];

function inOwnWords(problem: CodeProblem): CodeProblem {
  const { message } = problem;
  // Types of the SDK's decorators; those of others have their own rules.
  if (!/'RouteMethod'|'ClassMethodDecoratorContext<PlexicaPlugin/.test(message)) return problem;
  const what = MISPLACED.find(([pattern]) => pattern.test(message))?.[1];
  if (what === undefined) return problem;
  const said = '@Route, @Permission, @Authenticated and @Public go before a method';
  return { ...problem, message: `${message.slice(0, 6)}: ${said}, not before ${what}` };
}

/** Two decorators on the same declaration are one mistake. */
function once(problems: readonly CodeProblem[]): CodeProblem[] {
  const key = ({ file, line, message }: CodeProblem) => `${file}:${line} ${message}`;
  return [...new Map(problems.toReversed().map((problem) => [key(problem), problem])).values()].toReversed();
}

/** Reads what `tsc --pretty false` prints; continuation lines belong to the problem above them. */
export function diagnostics(output: string): CodeProblem[] {
  const problems: CodeProblem[] = [];
  for (const line of output.split(/\r?\n/)) {
    const found = DIAGNOSTIC.exec(line)?.groups;
    const last = problems.at(-1);
    if (found !== undefined) {
      problems.push({
        file: (found.file ?? '').replaceAll('\\', '/'),
        line: Number(found.line),
        column: Number(found.column),
        message: found.message ?? '',
      });
    } else if (line.startsWith('error TS')) {
      problems.push({ file: 'tsconfig.json', line: 0, column: 0, message: line.slice('error '.length) });
    } else if (line.startsWith('  ') && last !== undefined) {
      last.message += `\n${line}`;
    }
  }
  return once(problems.map(inOwnWords));
}

function run(
  folder: string,
  arguments_: string[],
  signal: AbortSignal | undefined,
): Promise<{ output: string; passed: boolean }> {
  return new Promise((resolve, reject) => {
    const compiler = spawn(process.execPath, arguments_, {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'inherit'],
      ...(signal !== undefined && { signal }),
    });
    let output = '';
    compiler.stdout.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
    compiler.on('error', reject);
    compiler.on('close', (code) => resolve({ output, passed: code === 0 }));
  });
}
