import { PlexicaError } from '@plexica/sdk/errors';

interface ParseError extends Error {
  parse: {
    input?: { flags?: Record<string, { description?: string }> };
    output?: { flags?: Record<string, unknown> };
  };
  args?: { name: string; description?: string }[] | string[];
  flags?: string[];
}

/** Turns errors of oclif's parser and of prompts into errors of this command line. */
export async function usageError(thrown: unknown): Promise<PlexicaError | undefined> {
  if (!(thrown instanceof Error)) {
    return undefined;
  }
  if (thrown.name === 'ExitPromptError') {
    return new PlexicaError('interrupted', 'Stopped by Ctrl-C. Nothing was changed.', { cause: thrown });
  }
  const flag = /^Parsing --(\S+) \n\t(.*)\n/.exec(thrown.message);
  if (flag !== null) {
    const [, name, problem = ''] = flag;
    const message = `--${name}: ${problem.charAt(0).toLowerCase()}${problem.slice(1)}.`;
    return new PlexicaError('bad_usage', message, { cause: thrown });
  }
  // Unlike other parser errors, these have no class of their own.
  const valueless = /^Flag (--\S+) ((?:expects|can only be) .*)$/.exec(thrown.message);
  if (valueless !== null) {
    return new PlexicaError('bad_usage', `${valueless[1]} ${valueless[2]}.`, { cause: thrown });
  }
  if (!('parse' in thrown)) {
    return undefined;
  }
  return new PlexicaError('bad_usage', await reason(thrown as ParseError), { cause: thrown });
}

async function reason(error: ParseError): Promise<string> {
  switch (error.constructor.name) {
    case 'RequiredArgsError': {
      const missing = (error.args as { name: string; description?: string }[]).map(({ name, description }) =>
        described(`<${name}>`, description),
      );
      // A command with an argument and --tenant requires both.
      const tenant = error.parse.input?.flags?.['tenant'];
      if (tenant !== undefined && error.parse.output?.flags?.['tenant'] === undefined) {
        missing.push(described('--tenant', tenant.description));
      }
      return `Missing: ${missing.join(', ')}.`;
    }
    case 'UnexpectedArgsError':
      return `Too many arguments: ${(error.args as string[]).join(' ')}.`;
    case 'NonExistentFlagsError': {
      const known = Object.keys(error.parse.input?.flags ?? {}).map((name) => `--${name}`);
      const { didYouMean } = await import('@plexica/registry');
      return (error.flags ?? []).map((flag) => `Unknown flag ${flag}${didYouMean(flag, known)}.`).join(' ');
    }
    default:
      return error.message.replace(/\nSee more help with --help$/, '');
  }
}

function described(name: string, description = ''): string {
  return `${name} (${description.replace(/\.$/, '')})`;
}
