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
    url: z.string().describe("Base URL of the plugin's routes in the tenant dev."),
    example: z.string().optional().describe('URL of a GET route.'),
    server: z.string(),
    token: z.string(),
    context: z.string().describe('Name of the context of the server.'),
    plugin: z.string(),
    version: z.string().nullable().describe('The running version; null if none runs.'),
    current: z.boolean().describe('Whether the running version is built from the current files.'),
    milliseconds: z.number(),
  }),
  z.object({
    event: z.literal('reloaded'),
    version: z.string(),
    milliseconds: z.number().describe('Time from the save to the switch to the new version.'),
    changed: z.array(z.string()),
  }),
  z
    .object({
      event: z.literal('access'),
      plugin: z.string(),
      version: z.string(),
      access: z.array(accessItem),
    })
    .describe('Access that this version requests and the previous one did not. It was accepted.'),
  z.object({ event: z.literal('failed'), error: problem }),
  z.object({
    event: z.literal('types'),
    problems: z.array(issue),
  }),
  z.object({ event: z.literal('log'), line: logLine }),
  z.object({ event: z.literal('note'), message: z.string() }),
]);
export type DevEvent = z.infer<typeof devEvent>;
