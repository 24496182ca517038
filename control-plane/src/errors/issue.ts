import { z } from 'zod';

/** One wrong field, as problems and failed operations list it. */
export const Issue = z.object({
  path: z.string(),
  message: z.string(),
  file: z.string().optional().describe('File in the package with the problem'),
  line: z.int().optional().describe('Line in the file, starting at 1'),
  column: z.int().optional(),
});
