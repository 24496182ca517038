import { z } from 'zod';

/** Name of something or somebody, for people to read. */
export const DisplayName = z
  .string()
  .min(1)
  .max(120)
  .regex(/^[^\p{Cc}]*$/u, 'must not contain control characters');
