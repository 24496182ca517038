import type { Request } from 'express';
import type { Principal } from '../../access/principal.ts';
import { realmOfHost } from '../origins.ts';
import type { IdentityPlatform } from '../platform.ts';
import { PLATFORM_REALM } from '../realms.ts';

/** Ends the login of a member: tokens of it are refused on every server. For other callers there is nothing to end. */
export async function logout(
  platform: IdentityPlatform,
  request: Request,
  principal: Principal,
): Promise<void> {
  const { scope, credential, member } = principal;
  if (member === undefined) return;
  const realm = scope.kind === 'tenant' ? scope.tenant : PLATFORM_REALM;
  if (platform.sessions.named(request) && realmOfHost(platform, request.hostname) === realm) {
    const { session } = await platform.sessions.open(request);
    await new Promise<void>((resolve, reject) =>
      session.destroy((error?: Error) => (error ? reject(error) : resolve())),
    );
  }
  await platform.identity.endLogin(realm, credential);
}
