import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { homeFolder } from './home.ts';

/**
 * Creates the folder of what the server can make again at any time, if it is missing.
 *
 * @returns `undefined` if there is none, or if other users could write to it: the server would run what they put there
 * @throws Error of the file system
 */
export function openCacheFolder(): string | undefined {
  const base = cacheBase();
  if (base === undefined) return undefined;
  const folder = join(base, 'plexica');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { uid, mode } = statSync(folder);
  const isOwn = process.getuid === undefined || (uid === process.getuid() && (mode & 0o022) === 0);
  return isOwn ? folder : undefined;
}

function cacheBase(): string | undefined {
  const { XDG_CACHE_HOME: given, LOCALAPPDATA: local } = process.env;
  if (given) return given;
  if (process.platform === 'win32') return local;
  if (process.getuid?.() === 0) return '/var/cache';
  const home = homeFolder();
  if (home === undefined) return undefined;
  return join(home, process.platform === 'darwin' ? 'Library/Caches' : '.cache');
}
