import { z } from 'zod';

/** One problem, in every error of `--json`. */
export const issue = z.object({
  path: z.string().describe('Path of the invalid field, or file and line.'),
  message: z.string(),
  file: z.string().optional().describe("File, relative to the project's folder."),
  line: z.int().optional().describe('Line in that file, from 1.'),
  column: z.int().optional(),
});
