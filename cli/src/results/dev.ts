import { z } from 'zod';
import { accessItem } from './brings.ts';
import { logLine } from './installations.ts';
import { issue } from './issue.ts';

const problem = z.object({
  code: z.string(),
  message: z.string(),
  hint: z.string(),
  status: z.int(),
  issues: z.array(issue).readonly().optional(),
  access: z.array(accessItem).readonly().optional(),
});

/** One line that `plexica dev --json` prints. */
export const devEvent = z.discriminatedUnion('event', [
  z.object({
    event: z.literal('ready'),
    url: z.string().describe('Address of the routes of the plugin in the tenant dev.'),
    example: z.string().optional().describe('Address of a route that answers GET.'),
    server: z.string(),
    token: z.string(),
    context: z.string().describe('Name of the context that remembers the server.'),
    plugin: z.string(),
    version: z.string().nullable().describe('The version that runs; null where none does.'),
    current: z.boolean().describe('Whether it is what the folder holds.'),
    milliseconds: z.number(),
  }),
  z.object({
    event: z.literal('reloaded'),
    version: z.string(),
    milliseconds: z.number().describe('From the save to the switch.'),
    changed: z.array(z.string()),
  }),
  z
    .object({
      event: z.literal('access'),
      plugin: z.string(),
      version: z.string(),
      access: z.array(accessItem),
    })
    .describe('What this version asks for that the one before did not; it was accepted.'),
  z.object({ event: z.literal('failed'), error: problem }),
  z.object({
    event: z.literal('types'),
    problems: z.array(issue),
  }),
  z.object({ event: z.literal('log'), line: logLine }),
  z.object({ event: z.literal('note'), message: z.string() }),
]);
export type DevEvent = z.infer<typeof devEvent>;
