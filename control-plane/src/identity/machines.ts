import type { Principal } from '../access/principal.ts';

/** What identity asks about the clients of a realm that are machines. */
export interface Machines {
  /** The principal of a client; `undefined` for an id that no client of an active tenant has. */
  principal(realm: string, id: string): Promise<Principal | undefined>;
  /** Whether this is a secret of the client. */
  isSecret(realm: string, id: string, secret: string): Promise<boolean>;
}
