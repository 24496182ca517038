import type { Provider } from 'oidc-provider';
import { asPublic } from '../as-public.ts';
import type { RealmRequest } from '../realm-request.ts';

export type BrowserSession = InstanceType<Provider['Session']>;

/** The session of a browser at its realm. Empty for a browser that is not logged in. */
export async function browserSession({
  platform,
  realm,
  request,
  response,
}: RealmRequest): Promise<BrowserSession> {
  const provider = await platform.identity.provider(realm);
  if (provider === undefined) throw new Error(`the realm ${realm} has no keys`);
  asPublic(request, platform.url);
  return provider.Session.get(provider.createContext(request, response));
}
