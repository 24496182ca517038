import type { ContextList } from '../../results/context.ts';
import { tenantOfRealm } from '../login/realm.ts';
import { isLoggedIn, readContexts, requireContext } from './contexts.ts';

/** @param chosen the context selected by PLEXICA_CONTEXT */
export async function listContexts(configFolder: string, chosen: string | undefined): Promise<ContextList> {
  const known = await readContexts(configFolder);
  if (chosen !== undefined) requireContext(known, chosen);
  const current = chosen ?? known.current;
  return {
    contexts: Object.entries(known.contexts).map(([name, context]) => {
      const { server, realm, dev } = context;
      const tenant = realm && tenantOfRealm(realm);
      return {
        name,
        server,
        current: name === current,
        loggedIn: isLoggedIn(context),
        kind: realm === undefined ? ('token' as const) : ('login' as const),
        ...(tenant !== undefined && { tenant }),
        ...(dev && { project: dev.project }),
      };
    }),
  };
}
