import type { ContextList } from '../../results/context.ts';
import { readContexts } from './contexts.ts';

export async function listContexts(configFolder: string): Promise<ContextList> {
  const { current, contexts } = await readContexts(configFolder);
  return {
    contexts: Object.entries(contexts).map(([name, { server, token }]) => ({
      name,
      server,
      current: name === current,
      loggedIn: token !== undefined,
    })),
  };
}
