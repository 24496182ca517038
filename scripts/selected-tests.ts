import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';

/** Some tests of one workspace. */
export interface Selection {
  workspace: string;
  /** Files and folders, relative to the workspace. */
  only: readonly string[];
}

/** Folders with tests of their own; each has a `.mocharc.json`. */
function workspaces(): string[] {
  return globSync(['*/.mocharc.json', 'examples/*/.mocharc.json']).map((file) => dirname(file));
}

function workspaceOf(path: string): string | undefined {
  return workspaces().find((workspace) => path === workspace || path.startsWith(workspace + sep));
}

/**
 * @param path of a test file, or of a folder with tests, from the root of the repository
 * @throws Error where it is neither
 */
export function testsAt(path: string): Selection {
  const file = relative('.', path);
  const workspace = workspaceOf(file);
  if (workspace === undefined || !existsSync(file)) throw new Error(`${path} is in no folder with tests`);
  const inside = relative(workspace, file) || 'test';
  const isTest = statSync(file).isDirectory() ? inside.split(sep)[0] === 'test' : file.endsWith('.test.ts');
  if (!isTest) throw new Error(`${path} is neither a test nor a folder with tests`);
  return { workspace, only: [inside] };
}

/**
 * Tests of what has changed since a commit: those that have changed themselves, those that import a changed file, also
 * through others, and those in the folder or file that is named as the folder or file of a changed source.
 *
 * @param ref any name of a commit that git knows
 * @throws Error where git does not know it
 */
export function testsSince(ref: string): Selection[] {
  const changed = new Set([
    ...git('diff', '--name-only', '--relative', ref, '--'),
    ...git('ls-files', '--others', '--exclude-standard'),
  ]);
  return workspaces().flatMap((workspace) => {
    const tests = globSync(`${workspace}/test/**/*.test.ts`);
    const only = tests.filter((test) => reaches(test, changed, new Set()) || isNamedAfter(test, changed));
    return only.length === 0 ? [] : [{ workspace, only: only.map((test) => relative(workspace, test)) }];
  });
}

/** Lines of what git prints. */
function git(...args: string[]): string[] {
  const { status, stdout, stderr } = spawnSync('git', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr.trim());
  return stdout.split('\n').filter((line) => line !== '');
}

/** Whether a file, or one that it imports by a relative path, has changed. */
function reaches(file: string, changed: ReadonlySet<string>, seen: Set<string>): boolean {
  if (changed.has(file)) return true;
  if (seen.has(file) || !existsSync(file)) return false;
  seen.add(file);
  const imports = readFileSync(file, 'utf8').matchAll(/from '(\.{1,2}\/[^']+)'/g);
  return [...imports].some(([, to]) => reaches(join(dirname(file), to as string), changed, seen));
}

/** `control-plane/test/tenants/…` is about `control-plane/src/tenants/…`, `cli/test/build.test.ts` about `…/build.ts`. */
function isNamedAfter(test: string, changed: ReadonlySet<string>): boolean {
  const workspace = workspaceOf(test) as string;
  const [first = ''] = relative(join(workspace, 'test'), test).split(sep);
  return [...changed].some((file) => {
    if (!file.startsWith(join(workspace, 'src') + sep)) return false;
    const [folder] = relative(join(workspace, 'src'), file).split(sep);
    return first === folder || basename(test, '.test.ts') === basename(file, '.ts');
  });
}
