import type { HttpPlatform } from '../http/platform.ts';
import type { Operations } from './operations.ts';

/** What operations use of the running server. */
export interface OperationsPlatform extends HttpPlatform {
  readonly operations: Operations;
  /**
   * When the tenant of a slug was created: operations before that were another tenant's.
   *
   * @throws PlexicaError `tenant_not_found`
   */
  tenantCreatedAt(slug: string): Promise<Date>;
}
