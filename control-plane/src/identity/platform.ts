import type { Principal } from '../access/principal.ts';
import type { TenantsPlatform } from '../tenants/platform.ts';
import type { Mails } from '../mail/mails.ts';
import type { Person } from './realms.ts';
import type { BrowserSessions } from './login/browser-sessions.ts';
import type { EmbeddedRealms } from './embedded/embedded-realms.ts';

/** The parts of the server that identity uses. */
export interface IdentityPlatform extends TenantsPlatform {
  readonly identity: EmbeddedRealms;
  readonly sessions: BrowserSessions;
  readonly mail: Mails;
  /** The member with this account; `undefined` for somebody who is no member. */
  memberPrincipal(realm: string, subject: string, login: string): Promise<Principal | undefined>;
  /** Records that a member has logged in. @returns whether the account belongs to a member */
  memberLoggedIn(realm: string, subject: string, person: Person): Promise<boolean>;
}
