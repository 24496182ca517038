import { z } from 'zod';
import type { Change } from '../changes/change.ts';
import { noteInAudit } from '../http/audited.ts';
import type { RegistryPlatform } from './platform.ts';
import { findPlugin } from './plugin.ts';

export const TrustedCode = z
  .object({
    plugin: z.string(),
    trustedBy: z.string().describe('Principal that marked it as trusted'),
    trustedAt: z.iso.datetime(),
  })
  .meta({ id: 'TrustedCode' });

export type TrustedCode = z.output<typeof TrustedCode>;

const DETAIL = 'every version can run without the kernel wall';

/** @throws PlexicaError `plugin_not_found` */
export async function planTrust({ tables }: RegistryPlatform, id: string): Promise<Change[]> {
  const { trustedBy } = await findPlugin(tables, id);
  return trustedBy === null ? [{ action: 'create', resource: 'trusted-code', name: id, detail: DETAIL }] : [];
}

/** @throws PlexicaError `plugin_not_found` */
export async function planDistrust({ tables }: RegistryPlatform, id: string): Promise<Change[]> {
  const { trustedBy } = await findPlugin(tables, id);
  return trustedBy === null
    ? []
    : [{ action: 'delete', resource: 'trusted-code', name: id, detail: `marked by ${trustedBy}` }];
}

/**
 * Marks the code of all versions of a plugin as trusted. An existing mark is kept.
 *
 * @throws PlexicaError `plugin_not_found`
 */
export async function trustCode(
  { tables, database, changes }: RegistryPlatform,
  id: string,
  by: string,
): Promise<TrustedCode> {
  const before = await findPlugin(tables, id);
  noteInAudit({ before: { trustedBy: before.trustedBy }, after: { trustedBy: before.trustedBy ?? by } });
  await database.transaction((transaction) =>
    tables.plugins.update(
      { trustedBy: by, trustedAt: new Date() },
      { where: { id, trustedBy: null }, transaction },
    ),
  );
  changes.tell('plugins');
  const { trustedBy, trustedAt } = await findPlugin(tables, id);
  return {
    plugin: id,
    trustedBy: trustedBy ?? by,
    trustedAt: (trustedAt ?? new Date()).toISOString(),
  };
}

/**
 * Stops trusting the code of a plugin. If nothing isolates the plugin, its processes on this server end. Other servers
 * refuse its next request and end their processes then.
 *
 * @throws PlexicaError `plugin_not_found`
 */
export async function distrustCode(platform: RegistryPlatform, id: string): Promise<void> {
  const { tables, database, changes } = platform;
  const { trustedBy } = await findPlugin(tables, id);
  noteInAudit({ before: { trustedBy }, after: { trustedBy: null } });
  await database.transaction((transaction) =>
    tables.plugins.update({ trustedBy: null, trustedAt: null }, { where: { id }, transaction }),
  );
  changes.tell('plugins');
  await platform.distrusted(id);
}
