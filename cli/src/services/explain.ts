import { errors, PlexicaError, type ErrorCode } from '@plexica/sdk/errors';
import type { ErrorCodes, Explained } from '../results/explain.ts';

/** @throws PlexicaError `bad_usage` for an unknown code */
export async function explain(code: string): Promise<Explained> {
  if (!Object.hasOwn(errors, code)) {
    const { didYouMean } = await import('@plexica/registry');
    throw new PlexicaError(
      'bad_usage',
      `Unknown error code "${code}"${didYouMean(code, Object.keys(errors))}.`,
      {
        hint: 'List all codes with `plexica explain`.',
      },
    );
  }
  return { code, ...errors[code as ErrorCode] };
}

/** All errors of Plexica. */
export function errorCodes(): ErrorCodes {
  return { codes: Object.entries(errors).map(([code, page]) => ({ code, ...page })) };
}
