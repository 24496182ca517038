import { ADMIN } from '../access/principal.ts';
import type { PlatformDatabase } from '../database/platform-database.ts';

/** Principals who may answer for the code of one version in one tenant. */
export interface Vouched {
  publishedBy: string;
  /** Who put the version in place; `null` where it was done before this was recorded. */
  installedBy: string | null;
  /** Who accepted it with --trust. */
  trustedBy: string | null;
  /** Which operator marked the plugin's code as trusted. */
  markedBy: string | null;
}

/** Whether a version may run where nothing isolates it. The platform's admin could change the server itself. */
export function isVouched({ publishedBy, installedBy, trustedBy, markedBy }: Vouched): boolean {
  return trustedBy !== null || markedBy !== null || publishedBy === ADMIN.id || publishedBy === installedBy;
}

/** The same of a version that an operation is about to put in place. */
export async function isVouchedBy(
  { database }: { database: PlatformDatabase },
  operation: string,
  { plugin, publishedBy }: { plugin: string; publishedBy: string },
): Promise<boolean> {
  // Then it does not matter who else does, which would have to be looked up.
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
