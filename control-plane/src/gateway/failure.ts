import { PlexicaError } from '@plexica/sdk/errors';
import { ANYONE, type Principal } from '../access/principal.ts';
import { covers } from '../access/permissions.ts';
import type { Sandboxed } from '../plugin-host/types.ts';

/** Errors with a message that may contain output of the plugin. */
const OF_THE_PLUGIN = new Set(['plugin_failed', 'plugin_unavailable']);

/**
 * The error of a failed plugin that the caller can see. Output of the plugin can contain anything, even a password, so
 * only callers who can read its log receive it.
 *
 * @param error from the host
 */
export function failureFor(
  principal: Principal,
  { plugin, version }: Pick<Sandboxed, 'plugin' | 'version'>,
  error: unknown,
): unknown {
  if (!(error instanceof PlexicaError) || !OF_THE_PLUGIN.has(error.code)) return error;
  if (principal !== ANYONE && covers(principal.permissions, 'logs.read')) return error;
  const message =
    error.code === 'plugin_failed'
      ? `${plugin} ${version} failed with an error.`
      : `${plugin} ${version} is not available now.`;
  const { retryAfter } = error;
  return new PlexicaError(error.code, message, {
    hint: 'The reason is in the log of the plugin. Reading it requires the permission logs.read.',
    ...(retryAfter !== undefined && { retryAfter }),
    cause: error,
  });
}
