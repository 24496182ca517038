import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { prepareEnclosure } from './enclosure.ts';
import { MAIN } from './runtime-files.ts';
import type { SandboxGroup, SandboxGroups } from './sandbox-groups.ts';
import type { Walls } from './walls.ts';

/** A process whose descriptor 3 is the channel, and how its bundle's entry is called inside it. */
export interface Started {
  child: ChildProcess;
  entry: string;
  /** The walls around it. */
  walls: Walls;
  /** Present if a control group limits it. The bundle must not run before the process has joined the group. */
  group?: SandboxGroup;
}

/** Starts processes with a bundle. */
export interface Sandbox {
  /**
   * @param bundle absolute folder that holds `dist/backend/index.js`, at the latest when the process is told to load it
   * @throws PlexicaError `plugin_unavailable` when no descriptor or user id is left for it
   */
  start(bundle: string): Started;
}

/** MiB of JavaScript objects in one process. Buffers do not count; the enclosure limits the whole process. */
const HEAP = 128;

const FLAGS = [
  '--permission',
  `--max-old-space-size=${HEAP}`,
  '--v8-pool-size=1',
  '--disable-sigusr1',
  '--enable-source-maps',
  '--no-addons',
  '--no-warnings',
  // Not every version of Node has these.
  ...['--no-experimental-sqlite', '--no-experimental-ffi'].filter((flag) =>
    process.allowedNodeEnvironmentFlags.has(flag),
  ),
];

/**
 * @param shared absolute folder that every user can enter; what a sandbox must reach and cannot is copied there
 * @param groups makes a control group for each sandbox
 * @param bootstrap as for `prepareRuntime`
 * @throws PlexicaError `trust_needed` where plugins would have the rights of root
 */
export async function prepareSandbox(
  walls: Walls,
  shared: string,
  groups?: SandboxGroups,
  bootstrap?: string,
): Promise<Sandbox> {
  const enclosure = await prepareEnclosure(walls, shared, bootstrap);
  const { node, folder } = enclosure.runtime;
  return {
    start(bundle) {
      const plugin = enclosure.pluginFolder(bundle);
      const readable = [folder, plugin].map((path) => `--allow-fs-read=${path}/*`);
      const child = enclosure.start(bundle, [node, ...FLAGS, ...readable, join(folder, MAIN)]);
      const entry = pathToFileURL(join(plugin, 'dist/backend/index.js')).href;
      return { child, entry, walls, ...(groups && { group: groups.confine(child) }) };
    },
  };
}
