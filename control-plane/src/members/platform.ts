import type { Realms } from '../identity/realms.ts';
import type { TenantsPlatform } from '../tenants/platform.ts';

/** The parts of the server that members use. */
export interface MembersPlatform extends TenantsPlatform {
  readonly realms: Realms;
}
