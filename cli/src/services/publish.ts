import { setTimeout as sleep } from 'node:timers/promises';
import { ApiError } from '@plexica/sdk/client';
import type { PublishPlan, PublishResult } from '../results/project.ts';
import type { Progress } from '../terminal/progress.ts';
import { visible } from '../terminal/visible.ts';
import { apiOf, sentAs, type Api } from './api.ts';
import type { Connection } from './context/connection.ts';
import { requireToken } from './context/login.ts';
import { buildAndPack } from './project/pack-project.ts';
import { readProjectFolder } from './project/read.ts';

export interface PublishOptions {
  folder: string;
  /** Dist-tag; `latest` if absent. */
  tag: string | undefined;
  dryRun: boolean;
}

const TYPED = { 'query.tag': '--tag' };

/**
 * Asks the server whether it would take the version, then builds, packs and publishes it. A dry run writes nothing here
 * either.
 *
 * @throws PlexicaError `not_authenticated`, whatever stops a build or a pack, and what the server says
 */
export async function publishPlugin(
  connection: Connection,
  options: PublishOptions,
  progress: Progress,
): Promise<PublishResult | PublishPlan> {
  requireToken(connection);
  const api = apiOf(connection);
  await progress.step(`Checked token, tag and version with ${connection.url}`, () =>
    requireTakable(api, options, progress),
  );
  const { packed, warnings } = await buildAndPack(options.folder, progress);
  const { manifest, bytes, integrity, size } = packed;
  const input = {
    plugin: manifest.id,
    version: manifest.version,
    body: bytes,
    integrity,
    ...(options.tag !== undefined && { tag: options.tag }),
  };
  if (options.dryRun) {
    const plan = await sentAs(TYPED, () => api.publishVersion({ ...input, dryRun: true }));
    return { ...plan, warnings };
  }
  const { taken, before } = await progress.step(`Sent the package to ${connection.url}`, () =>
    untilTaken(() => sentAs(TYPED, () => api.publishVersion(input)), progress),
  );
  return {
    plugin: manifest.id,
    version: manifest.version,
    tags: taken.tags,
    integrity,
    bytes: size,
    unchanged: taken.unchanged && !before.some(mayHaveArrived),
    server: connection.url,
    url: `${connection.url}/v1/plugins/${manifest.id}`,
    warnings,
  };
}

/**
 * A dry run without the package: the server checks token, permission, tag, owner and version before it reads one.
 *
 * @throws PlexicaError where `plexica.json` or `package.json` cannot be read, or the server would refuse the package
 */
async function requireTakable(api: Api, { folder, tag }: PublishOptions, progress: Progress): Promise<void> {
  const { manifest, packageJson } = await readProjectFolder(folder);
  const { version } = packageJson;
  const input = { plugin: manifest.id, version, body: new Uint8Array(), ...(tag !== undefined && { tag }) };
  const { taken } = await untilTaken(
    () => sentAs(TYPED, () => api.publishVersion({ ...input, dryRun: true })),
    progress,
  );
  if (!taken.changes.some(({ action, resource }) => action === 'create' && resource === 'version')) {
    progress.note(
      `${manifest.id} ${version} is already published: the server only accepts the same bytes again.`,
    );
  }
}

/** Seconds before the second and the third time that a package is sent, where the server names none. */
const PAUSES = [1, 4];
/** The command does not wait longer than this, in seconds. */
const LONGEST_PAUSE = 30;

/**
 * The same bytes sent twice are published once, so a package is sent again where that may help.
 *
 * @returns the answer, and how the times before it failed
 */
async function untilTaken<Result>(
  send: () => Promise<Result>,
  progress: Progress,
): Promise<{ taken: Result; before: ApiError[] }> {
  const before: ApiError[] = [];
  for (const pause of PAUSES) {
    try {
      return { taken: await send(), before };
    } catch (error) {
      if (!(error instanceof ApiError) || !mayPass(error)) throw error;
      before.push(error);
      const seconds = error.retryAfter ?? pause;
      if (seconds > LONGEST_PAUSE) throw error;
      progress.note(`${visible(error.message)}; retrying in ${seconds} s`);
      await sleep(seconds * 1000);
    }
  }
  return { taken: await send(), before };
}

/** The server may have published the package all the same, and finds it unchanged the next time. */
function mayHaveArrived({ cause, status }: ApiError): boolean {
  return cause !== undefined || status === 502 || status === 504;
}

/** Too many requests, a server or proxy that is not ready, or a connection that was cut; not one that was refused. */
function mayPass({ status, code, cause }: ApiError): boolean {
  if (code !== 'server_unreachable' || cause === undefined) return [429, 502, 503, 504].includes(status);
  const reason = (cause as { cause?: { code?: string } }).cause?.code;
  return ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'].includes(reason ?? '');
}
