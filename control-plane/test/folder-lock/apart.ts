import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { serverCommand } from '@plexica/sdk/server';
import { descends, gone, runningProcesses } from '../processes.ts';
import { CONTROL_PLANE, type Answer } from '../server.ts';

/** Process ids and shared memory of its own, as in a container of its own. */
export const APART: readonly string[] = [
  'unshare',
  ...(process.getuid?.() === 0 ? [] : ['--user', '--map-current-user']),
  '--pid',
  '--ipc',
  '--fork',
  '--mount-proc',
  '--kill-child=KILL',
];

/** Why nothing can run apart here. */
export function cannotRunApart(): string | undefined {
  if (process.platform !== 'linux') return 'only Linux has namespaces of processes';
  const { status, stderr, error } = spawnSync('unshare', [...APART.slice(1), 'true'], { encoding: 'utf8' });
  if (status === 0) return undefined;
  return `unshare (Debian: util-linux) makes no namespace of processes here: ${error?.message ?? stderr.trim()}`;
}

const TOKEN = 'plx_admin-token-of-the-tests';

/** A server in namespaces of its own. */
export class ServerApart {
  readonly #child: ChildProcess;
  readonly #told: Promise<string>;
  readonly #ended: Promise<unknown>;
  #said = '';

  /**
   * @param outlived whether the first process of its namespace is another, so that its database can outlive it
   * @param before a line of shell that is run first, as root
   */
  constructor(
    environment: NodeJS.ProcessEnv,
    { outlived = false, before = ':' }: { outlived?: boolean; before?: string } = {},
  ) {
    const [command, args] = serverCommand(CONTROL_PLANE, '--attached');
    const shell = ['sh', '-c', `${before} && ${outlived ? '"$@"; exec sleep 1000' : 'exec "$@"'}`, 'sh'];
    this.#child = spawn('unshare', [...APART.slice(1), ...shell, command, ...args], {
      env: { PATH: process.env['PATH'], PLEXICA_PORT: '0', PLEXICA_ADMIN_TOKEN: TOKEN, ...environment },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.#child.stderr?.on('data', (text: Buffer) => (this.#said += text.toString()));
    this.#told = once(createInterface({ input: this.#child.stdout as NodeJS.ReadableStream }), 'line').then(
      ([line]) => (JSON.parse(line as string) as { url: string }).url,
    );
    this.#ended = once(this.#child, 'close');
  }

  /** @returns its exit code and the error that it gave up with */
  async failure(): Promise<{ exit: number | null; code?: string; message?: string }> {
    const listens = await Promise.race([this.#told, this.#ended]);
    if (typeof listens === 'string') throw new Error(`it has not ended, and listens at ${listens}`);
    const line = this.#said.split('\n').find((text) => text.startsWith('{"error"')) ?? '{}';
    const { error } = JSON.parse(line) as { error?: { code: string; message: string } };
    return { exit: this.#child.exitCode, ...(error && { code: error.code, message: error.message }) };
  }

  /** @returns status and body of an answer, once it listens */
  async request(
    method: string,
    path: string,
    body?: Uint8Array | object,
  ): Promise<Pick<Answer, 'status' | 'body'>> {
    const url = await Promise.race([
      this.#told,
      this.#ended.then(() => {
        throw new Error(`it has ended: ${this.#said}`);
      }),
    ]);
    const json = body !== undefined && !(body instanceof Uint8Array);
    const answer = await fetch(new URL(path, url), {
      method,
      headers: { Authorization: `Bearer ${TOKEN}`, ...(json && { 'Content-Type': 'application/json' }) },
      body: json ? JSON.stringify(body) : ((body as Uint8Array<ArrayBuffer> | undefined) ?? null),
    });
    const text = await answer.text();
    return { status: answer.status, body: text.startsWith('{') ? JSON.parse(text) : text };
  }

  /** Its process whose arguments contain a word, as it is called out here. */
  process(word: string): number {
    const all = runningProcesses();
    const found = all.find(
      ({ pid, command }) =>
        command.includes(word) &&
        !/^(unshare|sh) /.test(command) &&
        descends(all, pid, this.#child.pid as number),
    );
    if (found === undefined) throw new Error(`it has no process ${word}`);
    return found.pid;
  }

  /** `kill -9` of the server alone; its namespace ends with it where it was the first process there. */
  async kill(): Promise<void> {
    const pid = this.process('plexica-server');
    process.kill(pid, 'SIGKILL');
    await gone(pid);
  }

  /** Ends all of it at once. */
  async end(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) this.#child.kill('SIGKILL');
    await this.#ended;
  }
}
