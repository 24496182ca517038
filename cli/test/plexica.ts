import { spawn } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expectPublishedError } from './schemas.ts';

const ROOT = join(import.meta.dirname, '../..');
const RUN = join(ROOT, 'cli/bin/run.js');
const RESTART = pathToFileURL(join(ROOT, 'cli/dist/restart.js')).href;

export interface Answer {
  code: number | null;
  stdout: string;
  stderr: string;
  /** Standard output as JSON; throws where it is anything else, or an error other than as it is published. */
  readonly json: any; // oxlint-disable-line typescript/no-explicit-any -- tests look into it with chai
}

export interface RunOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
}

/** The command line with an empty home of its own, and nothing of the developer's settings. */
export class Plexica {
  /** Removed by `remove`. */
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async create(): Promise<Plexica> {
    const folder = await mkdtemp(join(tmpdir(), 'plexica-cli-'));
    // What other users cannot enter, a server of root's would keep elsewhere, and nobody would remove it.
    await chmod(folder, 0o711);
    return new Plexica(folder);
  }

  environment(extra: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
    const { PATH, HOME, TMPDIR } = process.env;
    return { PATH, HOME, TMPDIR, PLEXICA_HOME: join(this.folder, 'home'), ...extra };
  }

  /** Starts the real command in a process of its own. */
  spawn(args: readonly string[], { cwd = this.folder, env = {} }: RunOptions = {}) {
    return spawn(process.execPath, [RUN, ...args], {
      cwd,
      env: this.environment(env),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  /** The same by way of the Node that was found, as where that is too old for the command line. */
  spawnRestarted(args: readonly string[]) {
    const restart = `import { restart } from ${JSON.stringify(RESTART)}; restart();`;
    return spawn(process.execPath, ['--input-type=module', '--eval', restart, RUN, ...args], {
      cwd: this.folder,
      env: this.environment(),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  run(args: readonly string[], options: RunOptions = {}): Promise<Answer> {
    return this.answer(this.spawn(args, options));
  }

  /**
   * Waits for the end of a command.
   *
   * @param onOutput is called for what was written so far, until it starts something; the answer waits for that too
   */
  answer(
    child: ReturnType<Plexica['spawn']>,
    onOutput?: (written: { stdout: string; stderr: string }) => Promise<unknown> | undefined,
  ): Promise<Answer> {
    let stdout = '';
    let stderr = '';
    let started: Promise<unknown> | undefined;
    const written = (): void => {
      started ??= onOutput?.({ stdout, stderr });
      started?.catch(() => child.kill('SIGKILL'));
    };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      written();
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
      written();
    });
    return new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => {
        const answer = {
          code,
          stdout,
          stderr,
          get json() {
            const document = JSON.parse(stdout);
            if ('error' in document) expectPublishedError(document);
            return document;
          },
        };
        Promise.resolve(started).then(() => resolve(answer), reject);
      });
    });
  }

  /** A project of the backend template with the dependencies of this checkout. @returns its folder */
  async project(name: string): Promise<string> {
    const { code, stderr } = await this.run(['create', name, '--template', 'backend']);
    if (code !== 0) {
      throw new Error(stderr);
    }
    const folder = join(this.folder, name);
    await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction');
    return folder;
  }

  /** The same project under another name of folder, its `plexica.json` unchanged, without the data of its server. */
  async copy(project: string, name: string): Promise<string> {
    const folder = join(this.folder, name);
    await mkdir(folder);
    const data = join(project, '.plexica');
    await cp(project, folder, { recursive: true, verbatimSymlinks: true, filter: (path) => path !== data });
    return folder;
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}
