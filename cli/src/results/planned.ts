import { z } from 'zod';

export const change = z.object({
  action: z.string(),
  resource: z.string(),
  name: z.string(),
  detail: z.string().optional(),
});

/** Response of a server to a changing request with `?dryRun=true`. */
export const planned = z.object({ dryRun: z.literal(true), changes: z.array(change) });
export type Planned = z.infer<typeof planned>;
