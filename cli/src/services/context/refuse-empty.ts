import { PlexicaError } from '@plexica/sdk/errors';

const NAMES = ['context', 'server', 'token', 'timeout'] as const;

/**
 * An empty value is a typing error, or a secret that a pipeline did not get. Treating it as absent could use another
 * server or another token.
 *
 * @throws PlexicaError `bad_usage`
 */
export function refuseEmpty(
  flags: Partial<Record<(typeof NAMES)[number], unknown>>,
  environment: NodeJS.ProcessEnv,
): void {
  for (const name of NAMES) {
    const variable = `PLEXICA_${name.toUpperCase()}`;
    const given = flags[name] === '' ? `--${name}` : environment[variable] === '' ? variable : undefined;
    if (given === undefined) continue;
    throw new PlexicaError('bad_usage', `${given} is empty.`, {
      hint: `Set a value, or remove it (\`unset ${variable}\`). In CI, check that the secret is available to this job.`,
    });
  }
}
