import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Enclosure, prepareEnclosure } from '../../src/plugin-host/sandbox/enclosure.ts';
import { killSandbox } from '../../src/plugin-host/sandbox/sandbox-process.ts';
import { findTool, type Walls } from '../../src/plugin-host/sandbox/walls.ts';
import type { NativeWall } from './rows/native.ts';

/** How an attempt ended: its exit code as a shell tells it, and what it said. */
export interface Ended {
  code: number;
  said: string;
}

/** A program of C in a bundle, started behind walls as Node is started behind them. */
export interface NativeCode {
  /** @param missing what is taken down */
  attempt(missing: readonly NativeWall[], words: readonly string[]): Promise<Ended>;
  remove(): Promise<void>;
}

/** Why native code cannot be built here. */
export function missingCompiler(): string | undefined {
  return findTool('cc') ? undefined : 'there is no C compiler (Debian: apt-get install gcc libc6-dev)';
}

export async function buildNativeCode(walls: Walls): Promise<NativeCode> {
  const folder = await mkdtemp(join(tmpdir(), 'plexica-native-'));
  const backend = join(folder, 'bundle/dist/backend');
  await mkdir(backend, { recursive: true });
  const probe = join(backend, 'probe');
  const source = join(import.meta.dirname, 'native/probe.c');
  await promisify(execFile)('cc', ['-O1', '-Wall', '-Wextra', '-Werror', '-pthread', source, '-o', probe]);
  for (const path of [folder, join(folder, 'bundle'), join(folder, 'bundle/dist'), backend, probe])
    await chmod(path, 0o755);
  const prepared = new Map<string, Promise<Enclosure>>();
  const enclosureWithout = (missing: readonly NativeWall[]): Promise<Enclosure> => {
    const key = missing.join();
    const known = prepared.get(key) ?? prepareEnclosure(without(walls, missing), folder);
    prepared.set(key, known);
    return known;
  };
  return {
    async attempt(missing, words) {
      const enclosure = await enclosureWithout(missing);
      const inside = join(enclosure.pluginFolder(''), 'dist/backend/probe');
      const child = enclosure.start(join(folder, 'bundle'), [inside, ...words]);
      let said = '';
      for (const stream of [child.stdout, child.stderr])
        stream?.on('data', (text: Buffer) => {
          said += text.toString();
        });
      const code = await new Promise<number>((resolve) => {
        child.once('exit', (status, signal) => {
          // What it has started may hold its streams.
          killSandbox(child);
          resolve(status ?? (signal === null ? -1 : 128));
        });
      });
      return { code, said: said.trim() };
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Bubblewrap mounts and takes rights away whichever namespaces it makes besides. */
function without(walls: Walls, missing: readonly NativeWall[]): Walls {
  const kept = walls.namespaces.filter((option) =>
    /^--(die-with|new-session|clearenv|cap-drop)|ALL/.test(option),
  );
  return {
    ...walls,
    seccomp: walls.seccomp && !missing.includes('seccomp'),
    namespaces: missing.includes('namespaces') ? kept : walls.namespaces,
    users: missing.includes('users') ? undefined : walls.users,
  };
}
