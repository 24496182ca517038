import { z } from 'zod';
import { routeAccess } from '@plexica/registry';
import { planned } from './planned.ts';

const warnings = z
  .array(z.string())
  .describe('Likely mistakes in the code, and problems of the packages that it uses.');
const file = z.object({ path: z.string(), bytes: z.int() });

export const created = z.object({
  plugin: z.string(),
  template: z.string(),
  folder: z.string().describe('Absolute.'),
  files: z.array(z.string()).describe('Paths relative to the folder.'),
  checkout: z
    .string()
    .nullable()
    .describe('The checkout that the dependencies link to; null if they are versions.'),
  dryRun: z.boolean(),
});
export type Created = z.infer<typeof created>;

export const validated = z.object({
  plugin: z.string(),
  version: z.string(),
  folder: z.string(),
  migrations: z.int().describe('Number of checked migrations.'),
  valid: z
    .literal(true)
    .describe('The manifest and migrations are valid. `plexica build` checks types and routes.'),
});
export type Validated = z.infer<typeof validated>;

const route = z.object({
  method: z.string(),
  path: z.string(),
  handler: z.string(),
  access: routeAccess,
  workspaceRole: z.string().optional().describe('As `@WorkspaceRole` says.'),
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
  tags: z.array(z.string()).describe('Tags that point to this version.'),
  integrity: z.string(),
  bytes: z.int(),
  unchanged: z.boolean().describe('Whether the server already had this version with the same bytes.'),
  server: z.string(),
  url: z.string().describe('URL of the plugin on the server.'),
  warnings,
});
export type PublishResult = z.infer<typeof publishResult>;

export const publishPlan = planned.extend({ warnings });
export type PublishPlan = z.infer<typeof publishPlan>;
