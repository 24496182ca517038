import { z } from 'zod';

/** How long a rotated secret stays valid beside the new one. */
export const OverlapSeconds = z
  .number()
  .int()
  .min(0)
  .max(30 * 86_400)
  .default(0)
  .describe('How long the previous secret remains valid, at most 30 days');
