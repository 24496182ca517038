import { z } from 'zod';

/** One wrong field, as problems and failed operations list it. */
export const Issue = z.object({
  path: z.string(),
  message: z.string(),
  file: z.string().optional().describe('File of the package that holds it'),
  line: z.int().optional().describe('Of that file, from 1'),
  column: z.int().optional(),
});
