import { z } from 'zod';

export const explained = z.object({
  code: z.string(),
  title: z.string(),
  cause: z.string(),
  fix: z.string(),
  status: z.int().describe('HTTP status of the problem.'),
  exit: z.int().describe('Exit code of the command line.'),
});
export type Explained = z.infer<typeof explained>;

export const errorCodes = z.object({ codes: z.array(explained) });
export type ErrorCodes = z.infer<typeof errorCodes>;
