import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Place } from './figure.ts';
import { run } from './processes.ts';

export const PLEXICA = resolve('cli/bin/run.js');

/** Programs of this clone must not stand in for those that a project installs. */
export function environmentOf(place: Place): NodeJS.ProcessEnv {
  const npm = Object.keys(process.env).filter((name) => /^npm_/i.test(name));
  return {
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !npm.includes(name))),
    PLEXICA_HOME: join(place.folder, 'home'),
  };
}

/** A new plugin project, as `plexica create` makes it. @returns its folder */
export async function createProject(place: Place, name: string): Promise<string> {
  const parent = join(place.folder, 'projects');
  await mkdir(parent, { recursive: true });
  await run(process.execPath, [PLEXICA, 'create', name, '--yes'], { cwd: parent, env: environmentOf(place) });
  return join(parent, name);
}
