import { ADMIN } from '../access/principal.ts';
import type { PlatformDatabase } from '../database/platform-database.ts';

/** Principals that may have accepted the code of one version in one tenant. */
export interface Vouched {
  publishedBy: string;
  /** Principal that installed the version; `null` if that was before this was recorded. */
  installedBy: string | null;
  /** Principal that accepted it with --trust. */
  trustedBy: string | null;
  /** Operator that marked the plugin's code as trusted. */
  markedBy: string | null;
}

/** Whether a version can run without the kernel wall. The platform's admin could change the server itself. */
export function isVouched({ publishedBy, installedBy, trustedBy, markedBy }: Vouched): boolean {
  return trustedBy !== null || markedBy !== null || publishedBy === ADMIN.id || publishedBy === installedBy;
}

/** The same for a version that an operation is about to install. */
export async function isVouchedBy(
  { database }: { database: PlatformDatabase },
  operation: string,
  { plugin, publishedBy }: { plugin: string; publishedBy: string },
): Promise<boolean> {
  // Skips the look-up of other principals.
  if (publishedBy === ADMIN.id) return true;
  const [found] = await database.rows<{ principal: string; trust: boolean | null; marked_by: string | null }>(
    `SELECT o.principal, (o.input ->> 'trust')::boolean AS trust, p.trusted_by AS marked_by
       FROM plexica.operations o, plexica.plugins p WHERE o.id = $1 AND p.id = $2`,
    [operation, plugin],
  );
  if (found === undefined) return false;
  const { principal, trust, marked_by: markedBy } = found;
  return isVouched({ publishedBy, installedBy: principal, trustedBy: trust ? principal : null, markedBy });
}
