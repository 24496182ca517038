import type { Interfaces } from '@oclif/core';
import { PlexicaError } from '@plexica/sdk/errors';

/** More suggestions than this help nobody. */
const SUGGESTED = 4;

/** @param id words separated by colons or spaces */
export async function unknownCommand(config: Interfaces.Config, id: string): Promise<PlexicaError> {
  const { didYouMean } = await import('@plexica/registry');
  const name = id.replaceAll(':', ' ');
  const known = config.commands.map((command) => command.id.replaceAll(':', ' '));
  const below = known.filter((command) => command.endsWith(` ${name}`)).map((command) => `"${command}"`);
  const some = below.length > SUGGESTED ? [...below.slice(0, SUGGESTED), '…'] : below;
  const meant = below.length > 0 ? ` (did you mean ${some.join(' or ')}?)` : didYouMean(name, known);
  return new PlexicaError('bad_usage', `Unknown command "${name}"${meant}.`, {
    hint: 'See all commands with `plexica --help`.',
  });
}
