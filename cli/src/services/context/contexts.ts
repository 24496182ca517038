import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PlexicaError } from '@plexica/sdk/errors';
import { decodeText } from '@plexica/sdk/text';

/** A remembered server. */
export interface StoredContext {
  /** URL of the server. */
  server: string;
  token?: string;
}

export interface Contexts {
  /** Name of the context that commands use without `--server`. */
  current?: string;
  contexts: Record<string, StoredContext>;
}

/** Everything remembered so far. @throws PlexicaError `unexpected` where the file was damaged by hand */
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
    throw new PlexicaError('unexpected', `${file} is damaged: it does not hold contexts as JSON.`, {
      hint: 'Correct or delete the file, then log in again with `plexica login`.',
    });
  }
  return contexts;
}

/** The context of that name, were it called `constructor`. */
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

/** Keeps a server and its token under a name, readable by this user only. */
export async function rememberContext(
  configFolder: string,
  name: string,
  context: StoredContext,
  { use }: { use: 'always' | 'if none is in use' },
): Promise<Contexts> {
  const known = await readContexts(configFolder);
  const current = use === 'always' ? name : (known.current ?? name);
  const contexts = { current, contexts: { ...known.contexts, [name]: context } };
  await writeContexts(configFolder, contexts);
  return contexts;
}

/** @throws PlexicaError `context_not_found`, naming those that there are */
export function requireContext(known: Contexts, name: string): StoredContext {
  const context = contextNamed(known, name);
  if (context !== undefined) return context;
  const names = Object.keys(known.contexts);
  throw new PlexicaError('context_not_found', `There is no context "${name}".`, {
    hint: names.length === 0 ? 'Make one with `plexica login`.' : `There are: ${names.join(', ')}.`,
  });
}

/** @throws PlexicaError `context_not_found` */
export async function useContext(
  configFolder: string,
  name: string,
  { dryRun }: { dryRun: boolean },
): Promise<StoredContext> {
  const known = await readContexts(configFolder);
  const context = requireContext(known, name);
  if (!dryRun) {
    await writeContexts(configFolder, { ...known, current: name });
  }
  return context;
}

/**
 * Forgets a server and its token.
 *
 * @returns the context as it was, and whether it was in use; then none is
 * @throws PlexicaError `context_not_found`
 */
export async function removeContext(
  configFolder: string,
  name: string,
  { dryRun }: { dryRun: boolean },
): Promise<{ removed: StoredContext; wasInUse: boolean }> {
  const known = await readContexts(configFolder);
  const removed = requireContext(known, name);
  const { [name]: _, ...contexts } = known.contexts;
  const { current, ...rest } = known;
  const wasInUse = current === name;
  if (!dryRun) {
    const left = wasInUse || current === undefined ? rest : { ...rest, current };
    await writeContexts(configFolder, { ...left, contexts });
  }
  return { removed, wasInUse };
}

/**
 * Forgets the token of a context and keeps its server.
 *
 * @returns the context as it was
 * @throws PlexicaError `context_not_found`
 */
export async function forgetToken(
  configFolder: string,
  name: string,
  { dryRun }: { dryRun: boolean },
): Promise<StoredContext> {
  const known = await readContexts(configFolder);
  const context = requireContext(known, name);
  if (!dryRun && context.token !== undefined) {
    const contexts = { ...known.contexts, [name]: { server: context.server } };
    await writeContexts(configFolder, { ...known, contexts });
  }
  return context;
}

async function writeContexts(configFolder: string, contexts: Contexts): Promise<void> {
  const file = contextsFile(configFolder);
  const fresh = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    await mkdir(configFolder, { recursive: true, mode: 0o700 });
    await writeFile(fresh, `${JSON.stringify(contexts, null, 2)}\n`, { mode: 0o600 });
    await chmod(fresh, 0o600);
    await rename(fresh, file);
  } catch (cause) {
    const reason = (cause as Error).message;
    throw new PlexicaError('unexpected', `The context cannot be kept in ${configFolder}: ${reason}`, {
      hint: 'Set PLEXICA_HOME to a folder that you may write to.',
      cause,
    });
  }
}

function contextsFile(configFolder: string): string {
  return join(configFolder, 'contexts.json');
}
