import type { ContextList } from '../../results/context.ts';
import { readContexts, requireContext } from './contexts.ts';

/** @param chosen the context selected by PLEXICA_CONTEXT */
export async function listContexts(configFolder: string, chosen: string | undefined): Promise<ContextList> {
  const known = await readContexts(configFolder);
  if (chosen !== undefined) requireContext(known, chosen);
  const current = chosen ?? known.current;
  return {
    contexts: Object.entries(known.contexts).map(([name, { server, token, dev }]) => ({
      name,
      server,
      current: name === current,
      loggedIn: token !== undefined,
      ...(dev && { project: dev.project }),
    })),
  };
}
