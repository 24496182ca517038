import type { PlatformDatabase } from './platform-database.ts';

/** The holder of a role, for log lines. @returns undefined where the installation is gone */
export async function roleHolder(
  { rows }: Pick<PlatformDatabase, 'rows'>,
  role: string,
): Promise<{ tenant: string; plugin: string } | undefined> {
  const [found] = await rows<{ tenant: string; plugin: string }>(
    `SELECT t.slug AS tenant, i.plugin FROM plexica.installations i JOIN plexica.tenants t ON t.id = i.tenant
      WHERE i.number = $1`,
    [Number(role.split('_')[2])],
  );
  return found;
}
