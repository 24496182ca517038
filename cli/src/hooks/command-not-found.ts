import type { Hook } from '@oclif/core';
import { PlexicaError } from '@plexica/sdk/errors';

const commandNotFound: Hook.CommandNotFound = async ({ config, id }) => {
  const { didYouMean } = await import('@plexica/registry');
  const name = id.replaceAll(':', ' ');
  const known = config.commands.map((command) => command.id.replaceAll(':', ' '));
  throw new PlexicaError('bad_usage', `There is no command "${name}"${didYouMean(name, known)}.`, {
    hint: 'See all commands with `plexica --help`.',
  });
};

export default commandNotFound;
