import type { Platform } from '../platform.ts';
import { clearBundles } from './bundles.ts';

/** Takes away packages and bundles that a killed server left behind. Call it before requests are taken. */
export async function clearLeftovers(platform: Pick<Platform, 'blobs' | 'tables' | 'shared'>): Promise<void> {
  const { blobs, tables } = platform;
  await blobs.removeOrphans(async (integrity) => (await tables.versions.count({ where: { integrity } })) > 0);
  await clearBundles(platform);
}
