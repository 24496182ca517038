import { z } from 'zod';

/** A query parameter that is on or off: `true`, `1` and the empty value (`?force`) mean yes. By default, no. */
export const Flag = z
  .enum(['true', '1', '', 'false', '0'])
  .default('false')
  .transform((value) => !['false', '0'].includes(value));
