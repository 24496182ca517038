import { chmod, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { findTool } from '../../src/plugin-host/sandbox/walls.ts';
import type { Weakening } from './weakened.ts';

/** What may be missing between a plugin and this machine. */
export interface Missing {
  /** bubblewrap is not installed. */
  kernel?: boolean;
  /** Node runs without `--permission`, and with addons, node:sqlite and node:ffi. */
  permissions?: boolean;
  /** The bootstrap takes nothing away. */
  lockDown?: boolean;
  /** The manifest asks for `access.codeGeneration`. */
  codeGeneration?: true;
  /** One file of the server is another. */
  weakening?: Weakening;
}

/** A `PATH` by which a server finds its tools, some of them changed so that a wall is missing. */
export interface ToolPath {
  path: string;
  remove(): Promise<void>;
}

/** Loaded before the bootstrap: what it defines over Node's own is not defined. */
const KEEP = `
const define = Object.defineProperty;
const builtin = (name) => process.getBuiltinModule('node:' + name);
const kept = new Set([process, builtin('os'), builtin('v8'), builtin('vm')]);
Object.defineProperty = (owner, name, property) =>
  kept.has(owner) || property.value?.name === 'refused' ? owner : define(owner, name, property);
`;

/** The server starts every sandbox by `setpriv`; the commands after it are in its arguments. */
export async function toolsWithout({ kernel, permissions, lockDown }: Missing): Promise<ToolPath> {
  const folder = await mkdtemp(join(tmpdir(), 'plexica-tools-'));
  await chmod(folder, 0o755);
  for (const place of (process.env['PATH'] ?? '').split(delimiter)) {
    for (const name of await readdir(place).catch(() => [])) {
      if (name === 'setpriv' || (kernel && name === 'bwrap')) continue;
      // Of two that have one name the first counts, as on every PATH.
      await symlink(join(place, name), join(folder, name)).catch(() => undefined);
    }
  }
  const keep = join(folder, 'keep.cjs');
  await writeFile(keep, KEEP, { mode: 0o644 });
  const inside = kernel ? keep : '/keep.cjs';
  const cases = [
    ...(permissions ? ['--permission|--allow-fs-read=*|--no-addons|--no-experimental-*) ;;'] : []),
    ...(lockDown && !kernel ? [`*/bwrap) set -- "$@" "$word" --ro-bind ${keep} /keep.cjs ;;`] : []),
    ...(lockDown
      ? [
          `--no-warnings) set -- "$@" "$word" --require=${inside}${permissions ? '' : ` --allow-fs-read=${inside}`} ;;`,
        ]
      : []),
    '*) set -- "$@" "$word" ;;',
  ];
  const script = `#!/bin/sh\nfor word do\n  shift\n  case "$word" in\n    ${cases.join('\n    ')}\n  esac\ndone\nexec ${findTool('setpriv')} "$@"\n`;
  await writeFile(join(folder, 'setpriv'), script, { mode: 0o755 });
  return { path: folder, remove: () => rm(folder, { recursive: true, force: true }) };
}
