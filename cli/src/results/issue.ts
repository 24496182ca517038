import { z } from 'zod';

/** One thing that is wrong, as every error of `--json` lists it. */
export const issue = z.object({
  path: z.string().describe('Of the wrong field, or a file and its line.'),
  message: z.string(),
  file: z.string().optional().describe('File of the project, relative to its folder.'),
  line: z.int().optional().describe('Of that file, from 1.'),
  column: z.int().optional(),
});
