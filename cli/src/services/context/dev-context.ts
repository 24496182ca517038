import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { changeContexts, type Contexts, type StoredContext } from './contexts.ts';
import { isRunningProcess, thisProcess } from './running-process.ts';

/** The tenant that `plexica dev` installs its plugin in. */
export const DEV_TENANT = 'dev';

export interface RunningDev {
  /** Absolute folder of the project, without links. */
  project: string;
  plugin: string;
  server: string;
  token: string;
}

/**
 * Saves the server of `plexica dev` as a context of its project while this process runs. Does not change the current
 * context.
 *
 * @returns its name: `dev-<plugin>`, with a number if that name is taken
 */
export async function rememberDev(configFolder: string, running: RunningDev): Promise<string> {
  const { project, plugin, server, token } = running;
  let name = '';
  await changeContexts(configFolder, (known) => {
    name = devContextOf(known, project)?.[0] ?? freeName(known, `dev-${plugin}`);
    const dev = { project, plugin, ...thisProcess() };
    const context = { server, token, dev };
    return { ...known, contexts: { ...known.contexts, [name]: context } };
  });
  return name;
}

/** Records that the server of a project stopped. Keeps its token for the next start. */
export async function forgetRunningDev(configFolder: string, project: string): Promise<void> {
  await changeContexts(configFolder, (known) => {
    const [name, context] = devContextOf(known, project) ?? [];
    if (name === undefined || context?.dev?.pid !== process.pid) return known;
    const { plugin } = context.dev;
    return { ...known, contexts: { ...known.contexts, [name]: { ...context, dev: { project, plugin } } } };
  });
}

/** The context of a project, running or not. @param project absolute, without links */
export function devContextOf({ contexts }: Contexts, project: string): [string, StoredContext] | undefined {
  return Object.entries(contexts).find(([, { dev }]) => dev?.project === project);
}

/**
 * The context of a `plexica dev` that runs in the project of a folder.
 *
 * @param folder absolute, without links
 */
export function runningDev(known: Contexts, folder: string): [string, StoredContext] | undefined {
  if (!Object.values(known.contexts).some(isRunning)) return undefined;
  for (let place = folder; ; place = dirname(place)) {
    const found = devContextOf(known, place);
    if (found !== undefined && isRunning(found[1])) return found;
    // A plugin inside another plugin's folder is a separate project.
    if (place === dirname(place) || existsSync(join(place, 'plexica.json'))) return undefined;
  }
}

export function isRunning({ dev }: StoredContext): boolean {
  return dev?.pid !== undefined && isRunningProcess({ ...dev, pid: dev.pid });
}

function freeName({ contexts }: Contexts, wanted: string): string {
  let name = wanted;
  for (let number = 2; Object.hasOwn(contexts, name); number++) name = `${wanted}-${number}`;
  return name;
}
