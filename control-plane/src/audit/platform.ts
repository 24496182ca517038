import type { TenantsPlatform } from '../tenants/platform.ts';
import type { FollowedLines } from './followed-lines.ts';

/** The parts of the server that the audit log uses. */
export interface AuditPlatform extends TenantsPlatform {
  readonly auditLines: FollowedLines;
}
