import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const FOLDER = import.meta.dirname;

/**
 * Installs packages of the table from their lockfile, unless they are there.
 *
 * @param which `tested` leaves out those that `npm test` does not try
 * @throws Error with what npm said
 */
export async function installPackages(which: 'all' | 'tested'): Promise<void> {
  const lockfile = await readFile(join(FOLDER, 'package-lock.json'));
  const hash = createHash('sha256').update(lockfile).digest('hex');
  const stamp = join(FOLDER, 'node_modules', '.plexica-installed');
  const installed = await readFile(stamp, 'utf8').catch(() => '');
  if (installed === `${hash} all` || installed === `${hash} ${which}`) return;
  // No package of the table that works needs its install script.
  await npm('ci', '--ignore-scripts', '--prefer-offline', ...(which === 'all' ? [] : ['--omit=dev']));
  await mkdir(join(FOLDER, 'node_modules'), { recursive: true });
  await writeFile(stamp, `${hash} ${which}`);
}

async function npm(...words: string[]): Promise<void> {
  // What an npm around this one has set for its own scripts is not meant for this folder.
  const environment = Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name));
  const child = spawn('npm', words, {
    cwd: FOLDER,
    env: Object.fromEntries(environment),
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (said += text));
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  if (code !== 0) throw new Error(`npm ${words.join(' ')} in popular-packages failed:\n${said}`);
}
