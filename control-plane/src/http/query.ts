import { z } from 'zod';
import { didYouMean } from '@plexica/registry';
import { PlexicaError } from '@plexica/sdk/errors';
import type { AnyRoute } from './route.ts';

/** `true`, `1` and the empty value (`?dryRun`) mean yes. */
const YES = ['true', '1', ''];
const NO = ['false', '0'];

/**
 * Whether a request is a dry run.
 *
 * @throws PlexicaError `invalid_input` for an unknown parameter: `?dry-run=true` must not change anything
 */
export function isDryRun({ query: schema }: AnyRoute, query: object): boolean {
  const known = [...(schema instanceof z.ZodObject ? Object.keys(schema.shape) : []), 'dryRun'];
  const issues = Object.keys(query)
    .filter((name) => !known.includes(name))
    .map((name) => ({
      path: `query.${name}`,
      message: `is not a known parameter${didYouMean(name, known)}`,
    }));
  const { dryRun } = query as { dryRun?: unknown };
  if (dryRun !== undefined && ![...YES, ...NO].includes(dryRun as string)) {
    issues.push({ path: 'query.dryRun', message: 'must be given once, as true, 1, false or 0' });
  }
  if (issues.length > 0) {
    const list = issues.map(({ path, message }) => `${path} ${message}`).join('; ');
    throw new PlexicaError('invalid_input', list, { issues });
  }
  return YES.includes(dryRun as string);
}

/** The query without `dryRun`, for the schema of the route. */
export function withoutDryRun(query: object): object {
  const { dryRun: _dryRun, ...rest } = query as Record<string, unknown>;
  return rest;
}
