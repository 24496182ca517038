import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { isRoot } from './walls.ts';

/** Where Linux mounts the unified hierarchy of control groups (cgroup v2 in cgroups(7)). */
const ROOT = '/sys/fs/cgroup';
/** The server moves into this group, because a group that limits its children cannot contain processes. */
export const SERVER_GROUP = 'plexica-server';
export const CONTROLLERS = ['memory', 'pids', 'cpu'] as const;

/** A control group that belongs to the server alone, or why there is none. */
export type Delegation = { group: string } | { missing: string };

/**
 * Finds the control group that was delegated to this process: systemd's `Delegate=yes`, or a container with its own
 * writable hierarchy. Without delegation another manager may undo every change.
 *
 * @see https://systemd.io/CGROUP_DELEGATION/
 */
export async function findDelegatedGroup(): Promise<Delegation> {
  if (!existsSync(join(ROOT, 'cgroup.controllers'))) return { missing: 'cgroup v2 is not mounted here' };
  const path = ownPath();
  if (path === undefined || path.includes('..')) return { missing: 'the server is in no cgroup v2 group' };
  const group = resolve(ROOT, `.${basename(path) === SERVER_GROUP ? dirname(path) : path}`);
  const controllers = readFileSync(join(group, 'cgroup.controllers'), 'utf8').trim().split(' ');
  const lacking = CONTROLLERS.filter((name) => !controllers.includes(name));
  if (lacking.length > 0)
    return { missing: `the server's control group has no controller for ${lacking.join(', ')}` };
  try {
    for (const file of ['', 'cgroup.procs', 'cgroup.subtree_control'])
      accessSync(join(group, file), constants.W_OK);
  } catch {
    return { missing: 'the server cannot write to its control group (systemd: Delegate=yes)' };
  }
  return (await isDelegated(group)) ? { group } : { missing: 'systemd does not delegate it (Delegate=yes)' };
}

/** The line of cgroup v2 in /proc/self/cgroup: `0::/system.slice/plexica.service`. */
function ownPath(): string | undefined {
  return /^0::(?<path>\/.*)$/m.exec(readFileSync('/proc/self/cgroup', 'utf8'))?.groups?.['path'];
}

/** The owner of a unit can write to its group also where systemd goes on managing it, so systemd is asked. */
async function isDelegated(group: string): Promise<boolean> {
  const unit = basename(group);
  // The root of the hierarchy, which is also what a container sees of its own group.
  if (group === ROOT) return true;
  if (!/\.(?:service|scope)$/.test(unit)) return !isRoot;
  const user = /\/user@\d+\.service\//.test(group) ? ['--user'] : [];
  try {
    const { stdout } = await promisify(execFile)(
      'systemctl',
      [...user, 'show', '--property=Delegate', '--value', unit],
      { timeout: 5000 },
    );
    return stdout.trim() === 'yes';
  } catch {
    return false;
  }
}
