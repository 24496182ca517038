import type { Platform } from '../platform.ts';
import { clearBundles } from './bundles.ts';

type Place = Pick<Platform, 'blobs' | 'tables' | 'shared'>;

/** Takes away packages and bundles that a killed server left behind. Call it before requests are taken. */
export async function clearLeftovers(platform: Place): Promise<void> {
  await platform.blobs.removeOrphans(isPublished(platform));
  await clearBundles(platform);
}

/** No publish takes so long, in milliseconds. */
const PUBLISH_MS = 60 * 60_000;

/** Takes away packages whose publish failed after they were kept, while others are published. */
export async function clearFailedPublishes(platform: Place): Promise<void> {
  await platform.blobs.removeOrphans(isPublished(platform), Date.now() - PUBLISH_MS);
}

function isPublished({ tables }: Place) {
  return async (integrity: string) => (await tables.versions.count({ where: { integrity } })) > 0;
}
