import { pipeline } from 'node:stream/promises';
import type { Request, Response } from 'express';
import { PlexicaError } from '@plexica/sdk/errors';
import type { RegistryPlatform } from './platform.ts';
import { callerHas } from './document.ts';
import { findByPackageName } from './packument.ts';
import { tarballName } from './version.ts';

/**
 * Sends the tarball of a version exactly as it was published.
 *
 * @param file `<name without scope>-<version>.tgz`
 * @throws PlexicaError `plugin_not_found`, `version_not_found`
 */
export async function sendTarball(
  platform: RegistryPlatform,
  { packageName, file }: { packageName: string; file: string },
  request: Request,
  response: Response,
): Promise<void> {
  const { id: plugin } = await findByPackageName(platform, packageName);
  const version = /^[a-z0-9-]+-(\d+\.\d+\.\d+(?:-[a-z0-9.-]+)?)\.tgz$/i.exec(file)?.[1];
  const found =
    version === undefined ? null : await platform.tables.versions.findOne({ where: { plugin, version } });
  if (found === null || file !== tarballName(packageName, found.version)) {
    throw new PlexicaError('version_not_found', `${packageName} has no file ${file}`);
  }
  const tag = `"${found.integrity}"`;
  response.set({
    'Content-Type': 'application/octet-stream',
    // A shared cache must not serve content that requires a token.
    'Cache-Control': `${platform.config.registry === 'public' ? 'public' : 'private'}, max-age=31536000, immutable`,
    ETag: tag,
  });
  if (callerHas(request, tag)) {
    response.status(304).end();
    return;
  }
  const { stream, size } = await platform.packages.read(found.integrity);
  response.set('Content-Length', String(size));
  try {
    await pipeline(stream, response);
  } catch (error) {
    // A disconnected client is not an error.
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
}
