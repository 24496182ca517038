import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Contexts, StoredLogin } from '../src/services/context/contexts.ts';
import type { Plexica } from './plexica.ts';

function fileOf({ folder }: Plexica): string {
  return join(folder, 'home/config/contexts.json');
}

/** What the command line has stored. */
export async function storedContexts(plexica: Plexica): Promise<Contexts> {
  return JSON.parse(await readFile(fileOf(plexica), 'utf8')) as Contexts;
}

/** Permissions of that file. */
export async function modeOfContexts(plexica: Plexica): Promise<number> {
  return (await stat(fileOf(plexica))).mode & 0o777;
}

/** The login of the only context that has one. */
export async function storedLogin(plexica: Plexica): Promise<StoredLogin> {
  const [login] = Object.values((await storedContexts(plexica)).contexts).flatMap(({ login }) => login ?? []);
  if (login === undefined) throw new Error('no context has a login');
  return login;
}

/** Changes the logins of all contexts. */
export async function changeLogins(plexica: Plexica, change: Partial<StoredLogin>): Promise<void> {
  const known = await storedContexts(plexica);
  for (const context of Object.values(known.contexts)) {
    if (context.login !== undefined) context.login = { ...context.login, ...change };
  }
  await writeFile(fileOf(plexica), JSON.stringify(known));
}
