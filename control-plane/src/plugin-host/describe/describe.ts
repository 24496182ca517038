import type { ChildProcess } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { PlexicaError } from '@plexica/sdk/errors';
import { Channel } from '../channel/channel.ts';
import { messageReader } from '../channel/check-message.ts';
import { codeRefused } from '../sandbox/code-generation.ts';
import { type DescribedRoute, describeRoutes } from './described-routes.ts';
import { Deadline, overloadText } from '../../processes/deadline.ts';
import { inSeconds } from '../../processes/in-seconds.ts';
import { TIME_LIMITS } from '../limits.ts';
import { OutputLines } from '../process/output-lines.ts';
import { type Declared, PROTOCOL } from '../channel/protocol.ts';
import { prepareSandbox } from '../sandbox/sandbox.ts';
import { asInProject } from '../channel/stack.ts';
import { startWaitingSandbox } from '../sandbox/waiting-sandbox.ts';
import { type Walls, isRoot, requireAnotherUser } from '../sandbox/walls.ts';

export interface Described {
  routes: DescribedRoute[];
  /** Names of the lifecycle methods of the class. */
  lifecycle: string[];
  /** Present if the class extends `WorkspaceAwarePlugin`. */
  workspaceAware?: boolean;
}

/** Files that root can read are often closed to the user of the sandbox, so they are copied here. */
const ROOT_FOLDER = '/var/lib/plexica/describe';

export interface BuiltFolder {
  /** Holds `dist/backend/index.js`. */
  folder: string;
  /** Whether the manifest asks for `access.codeGeneration`. */
  codeGeneration: boolean;
}

/** A started sandbox that waits for one bundle. */
export interface Reader {
  /**
   * Loads a bundle as a server does and returns the declarations of its decorators.
   *
   * @throws PlexicaError `build_failed` with the bundle's own error and stack, `machine_overloaded`
   */
  describe(built: BuiltFolder): Promise<Described>;
  /** Ends the sandbox and removes its files. */
  discard(): Promise<void>;
}

/** Runs {@link Reader.describe} in a new sandbox. @throws PlexicaError `build_failed`, `trust_needed` */
export async function describe(built: BuiltFolder, walls: Walls): Promise<Described> {
  const reader = await startReader(walls);
  try {
    return await reader.describe(built);
  } finally {
    await reader.discard();
  }
}

/**
 * The bundle is copied into a folder that is mounted into the sandbox, because its user can rarely enter a project.
 */
export async function startReader(walls: Walls): Promise<Reader> {
  requireAnotherUser();
  if (isRoot) await mkdir(ROOT_FOLDER, { recursive: true, mode: 0o711 });
  const own = await mkdtemp(join(isRoot ? ROOT_FOLDER : tmpdir(), 'plexica-describe-'));
  await chmod(own, 0o755);
  const sandbox = await prepareSandbox(walls, isRoot ? ROOT_FOLDER : own);
  const waiting = await startWaitingSandbox(sandbox, own);
  return {
    async describe({ folder, codeGeneration }) {
      await waiting.fill(resolve(folder)).catch((cause: NodeJS.ErrnoException) => {
        const reason =
          cause.code === 'ENOENT'
            ? `${join(folder, 'dist/backend/index.js')} does not exist`
            : `The bundle could not be copied into the sandbox: ${cause.message}`;
        throw new PlexicaError('build_failed', reason, { cause });
      });
      const declared = await readDeclared(waiting.child, waiting.entry, codeRefused(codeGeneration, walls));
      const { lifecycle, workspaceAware } = declared;
      return { routes: describeRoutes(declared), lifecycle, ...(workspaceAware && { workspaceAware }) };
    },
    async discard() {
      await waiting.discard();
      await rm(own, { recursive: true, force: true });
    },
  };
}

function readDeclared(child: ChildProcess, entry: string, refused: string | undefined): Promise<Declared> {
  const said: string[] = [];
  const output = new OutputLines(child, (_level, line) => said.push(line));
  return new Promise<Declared>((done, reject) => {
    const fail = (reason: string) => reject(new PlexicaError('build_failed', reason));
    const { start: limit, longest } = TIME_LIMITS;
    const deadline = new Deadline(child.pid as number, {
      limit,
      longest,
      tree: true,
      onLate: (overload) => {
        if (overload === undefined) fail(`The bundle did not load within ${inSeconds(limit)}.`);
        else
          reject(
            new PlexicaError('machine_overloaded', `The bundle did not load ${overloadText(overload)}.`),
          );
      },
    });
    const channel = new Channel(child.stdio[3] as Socket, messageReader(new Map()), {
      message: (message) => {
        if (message.type === 'started') done(message);
        else if (message.type === 'unusable' || message.type === 'crash')
          fail(asInProject(message.stack || message.message));
      },
      piece: () => undefined,
      settled: () => undefined,
      broken: (reason) => fail(`The bundle violated the channel protocol: ${reason}.`),
    });
    channel.send({
      type: 'start',
      protocol: PROTOCOL,
      entry,
      tenant: 'describe',
      config: {},
      ...(refused !== undefined && { codeRefused: refused }),
    });
    child.on('error', (error) => fail(error.message));
    child.on('close', (code, signal) => {
      deadline.clear();
      const last = said.length > 0 ? `:\n${said.join('\n')}` : '.';
      fail(`The process ended while the bundle loaded (${output.fatal ?? signal ?? code})${last}`);
    });
  });
}
