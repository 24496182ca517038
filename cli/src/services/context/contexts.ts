import { randomBytes } from 'node:crypto';
import { chmod, mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PlexicaError } from '@plexica/sdk/errors';
import { decodeText } from '@plexica/sdk/text';
import type { RecordedProcess } from './running-process.ts';

/** A saved server. */
export interface StoredContext {
  /** URL of the server. */
  server: string;
  /** API token. */
  token?: string;
  /** Where the user last logged in: slug of a tenant, or `platform`. Kept after a logout. */
  realm?: string;
  /** Tokens of a login that has not ended. */
  login?: StoredLogin;
  /** Set for the server of `plexica dev`. */
  dev?: DevContext;
}

/** Tokens of a login. Each refresh token works once. */
export interface StoredLogin {
  accessToken: string;
  refreshToken: string;
  /** When the access token expires, by the clock of this machine (ISO 8601). */
  expiresAt: string;
  /** The process that uses the refresh token now. */
  renewing?: Renewing;
}

export interface Renewing extends RecordedProcess {
  /** Random. */
  id: string;
  host: string;
  /** ISO 8601. */
  since: string;
}

/** The project whose `plexica dev` created the context. */
export interface DevContext {
  /** Absolute folder, without links. */
  project: string;
  /** Id. */
  plugin: string;
  /** Process of the `plexica dev`, running or killed. */
  pid?: number;
  /** When that process started, where the system says so: after a restart of the machine, another one can have its pid. */
  started?: string;
}

export interface Contexts {
  /** Name of the context that commands use without `--server`. */
  current?: string;
  contexts: Record<string, StoredContext>;
}

/** All saved contexts. @throws PlexicaError `unexpected` if the file is damaged */
export async function readContexts(configFolder: string): Promise<Contexts> {
  const file = contextsFile(configFolder);
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') {
      return undefined;
    }
    throw error;
  });
  if (bytes === undefined) {
    return { contexts: {} };
  }
  const contexts = parsed(decodeText(bytes));
  if (contexts === undefined) {
    throw new PlexicaError('unexpected', `${file} is damaged: it does not contain contexts as JSON.`, {
      hint: 'Correct or delete the file, then log in again with `plexica login`.',
    });
  }
  return contexts;
}

/** The context of that name, even if it is `constructor`. */
export function contextNamed({ contexts }: Contexts, name: string): StoredContext | undefined {
  return Object.hasOwn(contexts, name) ? contexts[name] : undefined;
}

function parsed(text: string): Contexts | undefined {
  try {
    const known = JSON.parse(text) as Partial<Contexts> | null;
    const stored = Object.values(known?.contexts ?? [null]);
    return stored.every((each) => typeof each?.server === 'string') ? (known as Contexts) : undefined;
  } catch {
    return undefined;
  }
}

/** Saves a server and its tokens under a name, readable only by this user, and makes it the current context. */
export async function rememberContext(
  configFolder: string,
  name: string,
  context: StoredContext,
): Promise<void> {
  await changeContexts(configFolder, ({ contexts }) => ({
    current: name,
    contexts: { ...contexts, [name]: context },
  }));
}

/** @throws PlexicaError `context_not_found`, listing the existing names */
export function requireContext(known: Contexts, name: string): StoredContext {
  const context = contextNamed(known, name);
  if (context !== undefined) return context;
  const names = Object.keys(known.contexts);
  throw new PlexicaError('context_not_found', `No context named "${name}".`, {
    hint: names.length === 0 ? 'Create one with `plexica login`.' : `Existing contexts: ${names.join(', ')}.`,
  });
}

/** @throws PlexicaError `context_not_found` */
export async function useContext(
  configFolder: string,
  name: string,
  { dryRun }: { dryRun: boolean },
): Promise<StoredContext> {
  const context = requireContext(await readContexts(configFolder), name);
  if (!dryRun) {
    await changeContexts(configFolder, (known) => ({ ...known, current: name }));
  }
  return context;
}

/**
 * Removes a context and its token.
 *
 * @returns the removed context, and whether it was the current one
 * @throws PlexicaError `context_not_found`
 */
export async function removeContext(
  configFolder: string,
  name: string,
  { dryRun }: { dryRun: boolean },
): Promise<{ removed: StoredContext; wasInUse: boolean }> {
  const known = await readContexts(configFolder);
  const removed = requireContext(known, name);
  if (!dryRun) {
    await changeContexts(configFolder, ({ current, contexts }) => {
      const { [name]: _, ...others } = contexts;
      return { ...(current !== undefined && current !== name && { current }), contexts: others };
    });
  }
  return { removed, wasInUse: known.current === name };
}

/**
 * Removes the tokens of a context and keeps its server.
 *
 * @returns the context before the change
 * @throws PlexicaError `context_not_found`
 */
export async function forgetToken(
  configFolder: string,
  name: string,
  { dryRun }: { dryRun: boolean },
): Promise<StoredContext> {
  const context = requireContext(await readContexts(configFolder), name);
  if (!dryRun && isLoggedIn(context)) {
    await changeContexts(configFolder, (known) => {
      const { token: _, login: _login, ...rest } = requireContext(known, name);
      return { ...known, contexts: { ...known.contexts, [name]: rest } };
    });
  }
  return context;
}

/** Whether the context has a token, or a login that has not ended as far as is known here. */
export function isLoggedIn({ token, login }: StoredContext): boolean {
  return (token ?? login) !== undefined;
}

/** Milliseconds after which the lock is stale, because it is normally held for a few. */
const LOCK_MS = 5_000;

/** Reads, changes and writes the contexts under a lock, so that concurrent changes are all kept. */
export async function changeContexts(
  configFolder: string,
  change: (known: Contexts) => Contexts,
): Promise<void> {
  const file = contextsFile(configFolder);
  const fresh = `${file}.${randomBytes(6).toString('hex')}`;
  const lock = `${file}.lock`;
  try {
    await mkdir(configFolder, { recursive: true, mode: 0o700 });
    await take(lock);
  } catch (cause) {
    throw cannotBeKept(configFolder, cause);
  }
  try {
    const contexts = change(await readContexts(configFolder));
    try {
      await writeFile(fresh, `${JSON.stringify(contexts, null, 2)}\n`, { mode: 0o600, flush: true });
      await chmod(fresh, 0o600);
      await rename(fresh, file);
    } catch (cause) {
      throw cannotBeKept(configFolder, cause);
    }
  } finally {
    await rm(lock, { force: true });
  }
}

async function take(lock: string): Promise<void> {
  for (;;) {
    try {
      return await (await open(lock, 'wx')).close();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    if (!(await isStale(lock))) await sleep(10);
    else await removeStale(lock);
  }
}

async function isStale(lock: string): Promise<boolean> {
  const taken = await stat(lock).catch(() => undefined);
  return taken !== undefined && Date.now() - taken.mtimeMs > LOCK_MS;
}

/** One process at a time: another would remove the lock that the first one has taken by then. */
async function removeStale(lock: string): Promise<void> {
  const removing = `${lock}.stale`;
  try {
    await (await open(removing, 'wx')).close();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    if (await isStale(removing)) await rm(removing, { force: true });
    return;
  }
  try {
    if (await isStale(lock)) await rm(lock, { force: true });
  } finally {
    await rm(removing, { force: true });
  }
}

function cannotBeKept(configFolder: string, cause: unknown): PlexicaError {
  const reason = (cause as Error).message;
  return new PlexicaError('unexpected', `The context cannot be saved in ${configFolder}: ${reason}`, {
    hint: 'Set PLEXICA_HOME to a folder that you can write to.',
    cause,
  });
}

function contextsFile(configFolder: string): string {
  return join(configFolder, 'contexts.json');
}
