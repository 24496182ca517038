import { z } from 'zod';
import { routeAccess } from '@plexica/registry';
import { planned } from './planned.ts';

const warnings = z
  .array(z.string())
  .describe('What the author did not mean, most likely, or should know of the packages.');
const file = z.object({ path: z.string(), bytes: z.int() });

export const created = z.object({
  plugin: z.string(),
  template: z.string(),
  folder: z.string().describe('Absolute.'),
  files: z.array(z.string()).describe('Relative to the folder.'),
  checkout: z
    .string()
    .nullable()
    .describe('The checkout that the dependencies link to; null when they are versions.'),
  dryRun: z.boolean(),
});
export type Created = z.infer<typeof created>;

export const validated = z.object({
  plugin: z.string(),
  version: z.string(),
  folder: z.string(),
  migrations: z.int().describe('How many were checked.'),
  valid: z.literal(true).describe('Manifest and migrations are; `plexica build` checks types and routes.'),
});
export type Validated = z.infer<typeof validated>;

const route = z.object({
  method: z.string(),
  path: z.string(),
  handler: z.string(),
  access: routeAccess,
});

export const buildResult = z.object({
  plugin: z.string(),
  version: z.string(),
  folder: z.string(),
  files: z.array(file),
  routes: z.array(route),
  lifecycle: z.array(z.string()),
  warnings,
  milliseconds: z.number(),
  dryRun: z.boolean(),
});
export type BuildResult = z.infer<typeof buildResult>;

export const packResult = z.object({
  plugin: z.string(),
  version: z.string(),
  file: z.string().describe('Absolute path of the package.'),
  bytes: z.int(),
  unpackedBytes: z.int(),
  integrity: z.string().describe('sha512 (Subresource Integrity).'),
  entries: z.array(file),
  warnings,
  dryRun: z.boolean(),
});
export type PackResult = z.infer<typeof packResult>;

export const publishResult = z.object({
  plugin: z.string(),
  version: z.string(),
  tags: z.array(z.string()).describe('Tags that lead to this version.'),
  integrity: z.string(),
  bytes: z.int(),
  unchanged: z.boolean().describe('The server had this version with the same bytes already.'),
  server: z.string(),
  url: z.string().describe('Where the server describes the plugin.'),
  warnings,
});
export type PublishResult = z.infer<typeof publishResult>;

export const publishPlan = planned.extend({ warnings });
export type PublishPlan = z.infer<typeof publishPlan>;
