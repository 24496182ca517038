import type { ChildProcess } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { mkdir, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { childProcesses } from '../../processes/child-processes.ts';
import { CONTROLLERS, SERVER_GROUP } from './delegated-group.ts';
import { MEMORY_LIMIT } from '../limits.ts';

/** All sandboxes together. */
const SANDBOXES = 'plexica-sandboxes';
/** Processes and threads of one sandbox: bubblewrap has one or two, Node about twelve. */
const TASK_LIMIT = 48;
/** Processor weight of all sandboxes together; the server has 100. It matters only if both need more than there is. */
const CPU_WEIGHT = 10;
/** The kernel may need some milliseconds until the group of a killed process counts as empty. */
const REMOVE_TRIES = 50;
const REMOVE_PAUSE_MS = 20;

/** The control group of one sandbox; it is removed once the sandbox has ended. */
export interface SandboxGroup {
  /** Resolves once every process of the sandbox is in the group. Rejects when the kernel does not let it in. */
  readonly joined: Promise<void>;
  /** Whether the kernel has killed the sandbox because it needed more memory than its limit. */
  ranOutOfMemory(): boolean;
}

/** Makes the control groups of sandboxes below a group that was delegated to the server. */
export class SandboxGroups {
  readonly #folder: string;
  #last = 0;

  /**
   * Moves the server into a group beside those of its sandboxes, and removes groups that a killed server left.
   *
   * @param delegated absolute path of a group that nobody else manages
   * @throws Error when the kernel does not allow it
   */
  constructor(delegated: string) {
    this.#folder = join(delegated, SANDBOXES);
    const server = join(delegated, SERVER_GROUP);
    mkdirSync(server, { recursive: true });
    moveServer(delegated, server);
    passOnControllers(delegated);
    mkdirSync(this.#folder, { recursive: true });
    passOnControllers(this.#folder);
    writeFileSync(join(this.#folder, 'cpu.weight'), String(CPU_WEIGHT));
    removeEmptyGroups(this.#folder);
  }

  /**
   * Limits a process and whatever it has started or will start. Call it right after the spawn: most of the time that it
   * takes passes while the process starts.
   */
  confine(child: ChildProcess): SandboxGroup {
    this.#last += 1;
    // Servers of one container share the folder.
    const group = join(this.#folder, `${process.pid}-${this.#last}`);
    const joined = limit(group).then(() => moveTree(child.pid as number, join(group, 'cgroup.procs')));
    // The caller that waits for it gets the error.
    joined.catch(() => undefined);
    child.once('close', () => void joined.catch(() => undefined).then(() => remove(group)));
    return { joined, ranOutOfMemory: () => hasKilled(group) };
  }
}

/** If this kernel does not have a file, such as the one for swap, there is nothing to limit. */
async function limit(group: string): Promise<void> {
  await mkdir(group);
  const limits = {
    'memory.max': MEMORY_LIMIT,
    'memory.swap.max': 0,
    // All of its processes end together, bubblewrap too.
    'memory.oom.group': 1,
    'pids.max': TASK_LIMIT,
  };
  await Promise.all(
    Object.entries(limits).map(async ([file, value]) => {
      try {
        await writeFile(join(group, file), String(value));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      }
    }),
  );
}

/** Parents first: once a process is in the group, its children start there. */
async function moveTree(pid: number, target: string): Promise<void> {
  await writeFile(target, String(pid));
  await Promise.all(childrenOf(pid).map((child) => moveTree(child, target)));
}

function childrenOf(pid: number): number[] {
  try {
    return childProcesses(pid);
  } catch {
    // It has ended meanwhile.
    return [];
  }
}

function hasKilled(group: string): boolean {
  try {
    return /^oom_kill [1-9]/m.test(readFileSync(join(group, 'memory.events'), 'utf8'));
  } catch {
    return false;
  }
}

async function remove(group: string): Promise<void> {
  for (let tries = 0; tries < REMOVE_TRIES; tries += 1) {
    try {
      await rmdir(group);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EBUSY') return;
    }
    await sleep(REMOVE_PAUSE_MS, undefined, { ref: false });
  }
}

/** A group passes limits on to its children only while it holds no processes itself; the root of all is excepted. */
function moveServer(from: string, to: string): void {
  const target = join(to, 'cgroup.procs');
  writeFileSync(target, String(process.pid));
  if (!readdirSync(from).includes('cgroup.type')) return;
  const left = (): string[] => readFileSync(join(from, 'cgroup.procs'), 'utf8').split('\n').filter(Boolean);
  // Those that are left may start others meanwhile.
  for (let pids = left(); pids.length > 0; pids = left()) {
    for (const pid of pids) {
      try {
        writeFileSync(target, pid);
      } catch (error) {
        // It has ended meanwhile.
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
      }
    }
  }
}

function passOnControllers(group: string): void {
  const words = CONTROLLERS.map((controller) => `+${controller}`).join(' ');
  writeFileSync(join(group, 'cgroup.subtree_control'), words);
}

function removeEmptyGroups(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    try {
      if (entry.isDirectory()) rmdirSync(join(folder, entry.name));
    } catch {
      // A sandbox of another server is in it.
    }
  }
}
