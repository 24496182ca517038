import { userInfo } from 'node:os';
import { resolve } from 'node:path';

/** Variables by which oclif is told where to keep files. */
const FOLDERS = { PLEXICA_CONFIG_DIR: 'config', PLEXICA_CACHE_DIR: 'cache', PLEXICA_DATA_DIR: 'data' };

/**
 * A user whom the system does not know, such as `docker run --user 1234`, has neither home nor shell, and oclif fails
 * when it asks for them. Call it before oclif is loaded. `/` is the home that containers give to such users, who
 * can write nothing there.
 */
export function standInForUnknownUser(environment: NodeJS.ProcessEnv): void {
  try {
    userInfo();
  } catch {
    environment.HOME ||= '/';
    environment.SHELL ||= 'sh';
  }
}

/** Keeps contexts and cache below PLEXICA_HOME where it is set, else where oclif keeps them on this system. */
export function keepFilesInHome(environment: NodeJS.ProcessEnv): void {
  const home = environment.PLEXICA_HOME;
  if (home !== undefined && home !== '') {
    for (const [name, folder] of Object.entries(FOLDERS)) {
      environment[name] = resolve(home, folder);
    }
  }
}

/** The environment for a server, which refuses variables that it does not know. */
export function withoutFolders(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !Object.hasOwn(FOLDERS, name)));
}
