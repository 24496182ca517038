import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { Plexica } from './plexica.ts';
import { descendants, kill, leftOf, type Seen } from './processes.ts';
import { skipWhereMissing } from './skip-where-missing.ts';
import { missingScript } from './terminal.ts';

const RUN = join(import.meta.dirname, '../bin/run.js');
const RESTART = pathToFileURL(join(import.meta.dirname, '../dist/restart.js')).href;

/** What one of several processes is sent, all others left alone. */
type Target = 'first' | 'command line';

describe('a signal to one process', function () {
  if (process.platform !== 'linux') return;
  let plexica: Plexica;
  let project: string;
  let running: ChildProcess | undefined;
  before(async () => {
    plexica = await Plexica.create();
    project = await plexica.project('demo');
    await mkdir(join(plexica.folder, 'data'), { mode: 0o711 });
  });
  afterEach(async () => {
    if (running !== undefined && running.exitCode === null && running.signalCode === null) {
      const seen = descendants(running.pid as number);
      running.kill('SIGKILL');
      kill(seen);
      await once(running, 'close');
    }
    running = undefined;
  });
  after(() => plexica.remove());

  const start = (command: string, ...args: string[]): ChildProcess & { shown: () => string } => {
    const child = spawn(command, args, {
      cwd: project,
      env: plexica.environment({ TERM: 'xterm' }),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running = child;
    let text = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (more: string) => (text += more));
    return Object.assign(child, { shown: () => text });
  };
  /** Resolves once it is shown. */
  const shows = async (child: ReturnType<typeof start>, wanted: string) => {
    while (!child.shown().includes(wanted)) {
      const [chunk] = await Promise.race([once(child.stdout!, 'data'), once(child, 'close')]);
      if (typeof chunk !== 'string') throw new Error(`ended with ${child.exitCode}: ${child.shown()}`);
    }
  };
  const end = async (child: ChildProcess): Promise<number | string | null> => {
    const [code, signal] = await once(child, 'close');
    return code ?? signal;
  };
  /** The one that runs the command itself, below whatever has started it. */
  const commandLine = (child: ChildProcess): number => {
    const isIt = ({ command }: { command: string }) =>
      command.includes('/bin/run.js ') || command.includes('/.bin/plexica ');
    const found = descendants(child.pid as number)
      .filter(isIt)
      .at(-1);
    return found?.pid ?? (child.pid as number);
  };

  const quoted = (words: string[]) => words.map((word) => `'${word}'`).join(' ');
  const plain = [process.execPath, RUN];
  const restarted = [
    process.execPath,
    '--input-type=module',
    '--eval',
    `import { restart } from "${RESTART}"; restart();`,
    RUN,
  ];
  const up = ['up', '--port', '0', '--json', '--data'];
  const dev = ['dev', '--port', '0', '--json'];
  const rows: [how: string, words: () => string[], target: Target, signal: NodeJS.Signals, exit: number][] = [
    ['dev', () => [...plain, ...dev], 'first', 'SIGINT', 130],
    ['dev', () => [...plain, ...dev], 'first', 'SIGTERM', 0],
    ['dev', () => [...plain, ...dev], 'first', 'SIGHUP', 0],
    ['up', () => [...plain, ...up, join(plexica.folder, 'data')], 'first', 'SIGTERM', 0],
    ['up', () => [...plain, ...up, join(plexica.folder, 'data')], 'first', 'SIGHUP', 0],
    // A shell without job control starts it with SIGINT ignored.
    [
      'dev in the background of a script',
      () => ['sh', '-c', `${quoted([...plain, ...dev])} & wait $!; exit $?`],
      'command line',
      'SIGINT',
      130,
    ],
    ['dev of an older Node', () => [...restarted, ...dev], 'first', 'SIGINT', 130],
    ['dev of npx', () => ['npx', '--no-install', 'plexica', ...dev], 'command line', 'SIGINT', 130],
  ];
  for (const [how, words, target, signal, exit] of rows) {
    it(`${signal} to ${how}${target === 'first' ? '' : ' alone'} ends everything, exit ${exit}`, async () => {
      const child = start(...(words() as [string, ...string[]]));
      await shows(child, '"event":"ready"');
      const seen = descendants(child.pid as number);
      expect(seen.map(({ command }) => command).join('\n'))
        .to.contain('--attached')
        .and.contain('postgres');
      process.kill(target === 'first' ? (child.pid as number) : commandLine(child), signal);
      expect(await end(child), child.shown()).to.equal(exit);
      expect(await leftOf(seen)).to.deep.equal([]);
    });
  }

  for (const [how, words] of [
    ['npx', ['npx', '--no-install', 'plexica', ...dev]],
    ['npm run', ['npm', 'run', 'dev', '--', ...dev.slice(1)]],
  ] as const) {
    it(`SIGTERM to ${how} ends what it has started`, async () => {
      const child = start(...(words as unknown as [string, ...string[]]));
      await shows(child, '"event":"ready"');
      const seen = descendants(child.pid as number);
      child.kill('SIGTERM');
      await end(child);
      expect(await leftOf(seen)).to.deep.equal([]);
    });
  }

  it('SIGINT to an older Node at a terminal, and not to what it has started, ends everything', async function () {
    skipWhereMissing(this, missingScript());
    const child = start('script', '-qefc', quoted([...restarted, ...dev]), '/dev/null');
    await shows(child, '"event":"ready"');
    const seen = descendants(child.pid as number);
    const launcher = seen.find(({ command }) => command.includes('--eval') && !command.startsWith('sh '));
    process.kill(launcher?.pid ?? Number.NaN, 'SIGINT');
    expect(await end(child)).to.equal(130);
    expect(await leftOf(seen)).to.deep.equal([]);
  });

  for (const [what, again] of [
    ['once', false],
    ['twice', true],
  ] as const) {
    it(`${what} while the server starts leaves nothing behind`, async () => {
      const child = start(...(plain as [string, string]), ...dev);
      const ended = end(child);
      let seen: Seen[] = [];
      while (!seen.some(({ command }) => command.includes('--attached'))) {
        await new Promise((resolve) => setTimeout(resolve, 5));
        seen = descendants(child.pid as number);
      }
      child.kill('SIGTERM');
      if (again) {
        await new Promise((resolve) => setTimeout(resolve, 700));
        seen.push(...descendants(child.pid as number));
        child.kill('SIGTERM');
      }
      await ended;
      expect(child.shown()).not.to.contain('"event":"ready"');
      expect(await leftOf(seen)).to.deep.equal([]);
    });
  }

  it('twice while a server takes its time leaves nothing behind', async () => {
    const child = start(...(plain as [string, string]), ...dev);
    await shows(child, '"event":"ready"');
    const ended = end(child);
    const seen = descendants(child.pid as number);
    const server = seen.find(({ command }) => command.includes('--attached'));
    process.kill(server?.pid ?? Number.NaN, 'SIGSTOP');
    child.kill('SIGTERM');
    await new Promise((resolve) => setTimeout(resolve, 800));
    child.kill('SIGTERM');
    expect(await ended).to.equal(0);
    expect(await leftOf(seen)).to.deep.equal([]);
  });

  it('while a question is open leaves nothing behind', async function () {
    skipWhereMissing(this, missingScript());
    const asking = await plexica.copy(project, 'asking');
    const file = join(asking, 'plexica.json');
    const manifest = JSON.parse(await readFile(file, 'utf8'));
    manifest.config.properties.apiKey = { type: 'string' };
    await writeFile(
      file,
      JSON.stringify({ ...manifest, config: { ...manifest.config, required: ['apiKey'] } }),
    );
    const words = quoted([...plain, 'dev', '--port', '0', '--folder', asking]);
    const child = start('script', '-qefc', words, '/dev/null');
    await shows(child, 'apiKey');
    const seen = descendants(child.pid as number);
    process.kill(commandLine(child), 'SIGTERM');
    expect(await end(child)).to.equal(0);
    expect(await leftOf(seen)).to.deep.equal([]);
  });
});
