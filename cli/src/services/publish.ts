import type { Planned } from '../results/planned.ts';
import type { PublishResult } from '../results/project.ts';
import type { Progress } from '../terminal/progress.ts';
import { apiOf } from './api.ts';
import type { Connection } from './context/connection.ts';
import { requireToken } from './context/login.ts';
import { buildAndPack } from './project/pack-project.ts';

export interface PublishOptions {
  folder: string;
  /** Dist-tag; `latest` if absent. */
  tag: string | undefined;
  dryRun: boolean;
}

/**
 * Builds, packs and publishes a plugin. A dry run writes nothing here either.
 *
 * @throws PlexicaError `not_authenticated`, whatever stops a build or a pack, and what the server says
 */
export async function publishPlugin(
  connection: Connection,
  options: PublishOptions,
  progress: Progress,
): Promise<PublishResult | Planned> {
  requireToken(connection);
  const { manifest, bytes, integrity, size } = await buildAndPack(options, progress);
  const api = apiOf(connection);
  const input = {
    plugin: manifest.id,
    version: manifest.version,
    body: bytes,
    integrity,
    ...(options.tag !== undefined && { tag: options.tag }),
  };
  if (options.dryRun) {
    return api.publishVersion({ ...input, dryRun: true });
  }
  const published = await progress.step(`Sent it to ${connection.url}`, () => api.publishVersion(input));
  return {
    plugin: manifest.id,
    version: manifest.version,
    tags: published.tags,
    integrity,
    bytes: size,
    unchanged: published.unchanged,
    server: connection.url,
  };
}
