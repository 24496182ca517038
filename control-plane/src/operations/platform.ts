import type { HttpPlatform } from '../http/platform.ts';
import type { Operations } from './operations.ts';

/** The parts of the server that operations use. */
export interface OperationsPlatform extends HttpPlatform {
  readonly operations: Operations;
  /**
   * When the tenant with this slug was created. Earlier operations belong to another tenant.
   *
   * @throws PlexicaError `tenant_not_found`
   */
  tenantCreatedAt(slug: string): Promise<Date>;
}
