import { PlexicaError } from '@plexica/sdk/errors';

const NAMES = ['context', 'server', 'token', 'timeout'] as const;

/**
 * An empty value is a secret that a pipeline did not get, or a typing error. Taken for an absent one, another server or
 * the token of somebody else would be used.
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
      hint: `Give it a value, or leave it out (\`unset ${variable}\`). In CI, check that the secret reaches this job.`,
    });
  }
}
