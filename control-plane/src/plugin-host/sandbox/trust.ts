import { PlexicaError } from '@plexica/sdk/errors';
import { type Walls, requireAnotherUser } from './walls.ts';

/** The isolation of plugins on this machine, and whether code can run without it. */
export interface Isolation {
  walls: Walls;
  /** `strict`: no plugin runs without the kernel wall, even if trusted. */
  sandbox: 'auto' | 'strict';
}

/**
 * Without the kernel wall, code of a plugin has the rights of the server's user, so a user must accept that risk.
 *
 * @param trusted whether a user accepts it
 * @throws PlexicaError `trust_needed`
 */
export function requireTrust({ walls, sandbox }: Isolation, plugin: string, trusted: boolean): void {
  if (walls.kernel) return;
  requireAnotherUser();
  if (sandbox === 'strict') {
    throw new PlexicaError(
      'trust_needed',
      `${plugin} cannot run here: PLEXICA_SANDBOX is strict, but the kernel wall is missing: ${walls.why}`,
      { hint: 'Use a Linux that allows user namespaces and install bubblewrap; `plexica doctor` checks it.' },
    );
  }
  if (trusted) return;
  throw new PlexicaError(
    'trust_needed',
    `${plugin} was published by another principal, and the kernel wall is missing: ${walls.why}`,
    {
      hint: `Install bubblewrap (\`plexica doctor\` checks it), install the plugin with --trust, or mark its code as trusted: \`plexica plugins trust ${plugin}\`.`,
    },
  );
}
