import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { installDebianPackages } from './debian-packages.ts';
import { generate } from './generated.ts';
import { testsAt, testsSince, type Selection } from './selected-tests.ts';

interface Suite {
  /** It has a `.mocharc.json` and its tests in `test/`. */
  workspace: string;
  /** What its files are about, where they are not all of the workspace. */
  part?: string;
  /** Only these files and folders; all of it if absent. */
  only?: readonly string[];
  except?: readonly string[];
}

/** They promise that something happens within a time, and so share the processors with short tests only. */
const TIMED = [
  'test/gateway',
  'test/http',
  'test/installations',
  'test/operations/replicas.test.ts',
  'test/plugin-host',
  'test/walls/breakage.test.ts',
  'test/walls/builtins',
  'test/walls/fetch.test.ts',
  'test/walls/neighbours.test.ts',
];
/** They start and kill servers over and over, or take walls away from them. */
const FAULTS = ['test/soak', 'test/walls/taken-down.test.ts', 'test/walls/weakened.test.ts'];
const WALLS = ['database', 'database-scenarios', 'escape', 'native', 'pooling', 'trust'].map(
  (name) => `test/walls/${name}.test.ts`,
);

const PEOPLE = ['access', 'audit', 'clients', 'identity', 'mail', 'members', 'workspaces'].map(
  (name) => `test/${name}`,
);
/** Sessions of `plexica dev` take long. */
const DEV = ['dev', 'dev-config', 'dev-context', 'dev-data', 'dev-settings'].map(
  (name) => `test/${name}.test.ts`,
);

/** Two suites of a block run at a time, in this order: the longest first, so that both end together. */
const BLOCKS: readonly Suite[][] = [
  [
    { workspace: 'control-plane', part: 'what is timed', only: TIMED },
    { workspace: 'registry' },
    { workspace: 'sdk' },
    { workspace: 'templates' },
    { workspace: 'examples/crm' },
    { workspace: 'popular-packages' },
    { workspace: 'docs-site' },
    { workspace: 'control-plane', part: 'people and access', only: PEOPLE },
  ],
  [
    { workspace: 'control-plane', part: 'faults', only: FAULTS },
    { workspace: 'control-plane', part: 'walls', only: WALLS },
  ],
  [
    { workspace: 'cli', part: 'without dev', except: DEV },
    {
      workspace: 'control-plane',
      part: 'the rest',
      except: [...TIMED, ...FAULTS, ...WALLS, ...PEOPLE],
    },
    { workspace: 'cli', part: 'dev', only: DEV },
  ],
];

const AT_A_TIME = 2;

const USAGE = `usage: npm test
       npm test -- <file or folder> …   only these tests
       npm test -- --since <ref>        only the tests of files that changed since a commit or branch
`;

interface Test {
  fullTitle: string;
  /** Milliseconds. */
  duration?: number;
  err: { message?: string; stack?: string };
}

interface Report {
  passes: Test[];
  failures: Test[];
  pending: Test[];
}

interface Count {
  passed: number;
  failed: number;
  skipped: number;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

async function mocha({ workspace, part, only = [], except = [] }: Suite, folder: string): Promise<Count> {
  const name = part === undefined ? workspace : `${workspace} (${part})`;
  const output = join(folder, `${name.replaceAll(/\W+/g, '-')}.json`);
  const ignored = except.flatMap((path) => ['--ignore', path, '--ignore', `${path}/**`]);
  const began = performance.now();
  let said = '';
  const child = spawn(
    'mocha',
    ['--reporter', 'json', '--reporter-option', `output=${output}`, ...ignored, ...only],
    {
      cwd: workspace,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
    },
  );
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (text: Buffer) => {
      said = (said + text.toString()).slice(-10_000);
    });
  }
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  if (!existsSync(output)) {
    print(`${name}: mocha ended with ${code} and without a report\n${said}`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
  const { passes, failures, pending } = JSON.parse(readFileSync(output, 'utf8')) as Report;
  print(
    `${name}: ${passes.length} passed, ${failures.length} failed, ${pending.length} skipped (${seconds} s)`,
  );
  for (const { fullTitle, duration = 0 } of slowest(passes))
    print(`  ${(duration / 1000).toFixed(1)} s ${fullTitle}`);
  for (const { fullTitle, err } of failures)
    print(`\n  FAILED ${fullTitle}\n${err.stack ?? err.message ?? ''}\n`);
  for (const { fullTitle } of pending) print(`  skipped: ${fullTitle}`);
  // Mocha also fails without a failed test: when a file cannot be loaded, or something is left over at the end.
  const silent = code !== 0 && failures.length === 0;
  if (silent) print(`${name}: mocha ended with ${code}\n${said}`);
  return { passed: passes.length, failed: failures.length + (silent ? 1 : 0), skipped: pending.length };
}

/** So that whoever adds a slow test sees it. */
function slowest(tests: readonly Test[]): Test[] {
  return tests.toSorted((a, b) => (b.duration ?? 0) - (a.duration ?? 0)).slice(0, 5);
}

function check(name: string, work: () => boolean): Count {
  const good = work();
  print(`${name}: ${good ? 'passed' : 'FAILED'}`);
  return { passed: good ? 1 : 0, failed: good ? 0 : 1, skipped: 0 };
}

function lint(): boolean {
  return spawnSync(process.execPath, ['scripts/lint.ts'], { stdio: 'inherit' }).status === 0;
}

function generatedFilesAreCurrent(): boolean {
  const stale = generate();
  for (const file of stale) print(`  ${file} was outdated and has been regenerated: review and commit it`);
  return stale.length === 0;
}

/** Commands of packed releases have a manifest, which spares each of them from loading all commands. */
const MANIFEST = 'cli/oclif.manifest.json';

function makeManifest(): boolean {
  return spawnSync('oclif', ['manifest'], { cwd: 'cli', shell: process.platform === 'win32' }).status === 0;
}

/** @returns what the arguments select; everything if there are none */
function selected(): readonly Selection[] | undefined {
  try {
    const { values, positionals } = parseArgs({
      options: { since: { type: 'string' } },
      allowPositionals: true,
    });
    if (values.since === undefined && positionals.length === 0) return undefined;
    return [
      ...positionals.map((path) => testsAt(path)),
      ...(values.since === undefined ? [] : testsSince(values.since)),
    ];
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n${USAGE}`);
    process.exit(2);
  }
}

const selection = selected();
installDebianPackages();
const folder = await mkdtemp(join(tmpdir(), 'plexica-test-'));
const total: Count = { passed: 0, failed: 0, skipped: 0 };
const add = ({ passed, failed, skipped }: Count): void => {
  total.passed += passed;
  total.failed += failed;
  total.skipped += skipped;
};
try {
  if (selection === undefined) {
    add(check('lint', lint));
    add(check('generated files', generatedFilesAreCurrent));
  }
  add(check("the command line's manifest", makeManifest));
  for (const block of selection === undefined ? BLOCKS : [selection]) {
    const waiting = [...block];
    const run = async (): Promise<void> => {
      for (let suite = waiting.shift(); suite; suite = waiting.shift()) add(await mocha(suite, folder));
    };
    await Promise.all(Array.from({ length: AT_A_TIME }, run));
  }
} finally {
  await rm(folder, { recursive: true, force: true });
  await rm(MANIFEST, { force: true });
}
print(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed > 0 ? 1 : 0;
