import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { childProcesses } from '../processes/child-processes.ts';

/** A process of the embedded PostgreSQL that serves a connection of a plugin. */
export interface PluginBackend {
  pid: number;
  /** `plx_0badcafe_17_r` */
  role: string;
}

/** PostgreSQL puts role, database and address into the process title of each connection. */
const TITLE = /^postgres: (plx_[0-9a-f]{8}_\d+_[or]) /;

/**
 * The backends of plugins, read from `/proc`; empty without it.
 *
 * @param postgres process id of the PostgreSQL postmaster
 */
export function pluginBackends(postgres: number): PluginBackend[] {
  try {
    return childProcesses(postgres).flatMap((pid) => {
      const role = TITLE.exec(titleOf(pid))?.[1];
      return role === undefined ? [] : [{ pid, role }];
    });
  } catch {
    return [];
  }
}

function titleOf(pid: number): string {
  try {
    return readFileSync(join('/proc', String(pid), 'cmdline'), 'latin1');
  } catch {
    // It has ended in the meantime.
    return '';
  }
}
