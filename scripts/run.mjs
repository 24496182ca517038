// Runs a task of the repository from a clean clone: installs and builds only what is missing or stale, then starts the
// task with the Node that the repository brings. Plain JavaScript for Node 20, since nothing is installed before it.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = resolve(fileURLToPath(new URL('..', import.meta.url)));
const modules = join(root, 'node_modules');
const [task, ...args] = process.argv.slice(2);

const tasks = ['demo', 'test', 'soak', 'start', 'bench', 'packages', 'lint', 'build', 'docs'];
if (!tasks.includes(task)) {
  process.stderr.write(`usage: node scripts/run.mjs ${tasks.join('|')}\n`);
  process.exit(2);
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Two tasks that start at once prepare one after the other: the lock is a link to a file that names its process. */
async function lock() {
  const file = join(root, '.preparing');
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, String(process.pid));
  try {
    for (let told = false; ; told = true) {
      try {
        linkSync(draft, file);
        return () => rmSync(file, { force: true });
      } catch (error) {
        if (error.code !== 'EEXIST') throw error;
      }
      let holder;
      try {
        holder = Number(readFileSync(file, 'utf8'));
      } catch {
        continue;
      }
      if (!isAlive(holder)) rmSync(file, { force: true });
      else if (!told) process.stderr.write('waiting for another task that installs and builds …\n');
      await new Promise((done) => setTimeout(done, 200));
    }
  } finally {
    rmSync(draft, { force: true });
  }
}

function run(command, commandArgs, what) {
  const { status, stdout, stderr, error } = spawnSync(command, commandArgs, { cwd: root, encoding: 'utf8' });
  if (status === 0) return;
  process.stderr.write(`${what} failed${error ? `: ${error.message}` : ''}\n${stdout ?? ''}${stderr ?? ''}`);
  process.exit(1);
}

function install() {
  const wanted = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  const stamp = join(modules, '.plexica-installed');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  process.stderr.write('installing dependencies, which takes a minute or more …\n');
  const npm = process.env.npm_execpath;
  if (npm === undefined) run('npm', ['ci'], 'npm ci');
  else run(process.execPath, [npm, 'ci'], 'npm ci');
  mkdirSync(modules, { recursive: true });
  writeFileSync(stamp, wanted);
}

function ownNode() {
  const node = join(modules, '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');
  const { status, stdout, stderr } = spawnSync(node, ['--version'], {
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (status === 0 && Number(stdout.slice(1).split('.')[0]) >= 26) return node;
  process.stderr.write(
    `Node 26 did not start: ${(stderr ?? '').trim() || stdout || 'its package for this platform is not installed'}\n` +
      (/libatomic/.test(stderr ?? '') ? 'Install it with: apt-get install libatomic1\n' : ''),
  );
  process.exit(1);
}

const release = await lock();
let node;
try {
  install();
  node = ownNode();
  run(node, [join(modules, 'typescript', 'bin', 'tsc'), '-b'], 'the build');
  // Left by a test run that was interrupted: the command line would know only the commands that it names.
  rmSync(join(root, 'cli', 'oclif.manifest.json'), { force: true });
} finally {
  release();
}

if (task === 'build') process.exit(0);

const path = `${join(modules, '.bin')}${process.platform === 'win32' ? ';' : ':'}${process.env.PATH}`;
const child = spawn(node, [join(root, 'scripts', `${task}.ts`), ...args], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, PATH: path },
  shell: process.platform === 'win32',
});
// A terminal sends Ctrl-C to both processes; twice, it would interrupt a task that is stopping.
process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'));
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.on('exit', (code, signal) => process.exit(signal ? 130 : (code ?? 1)));
