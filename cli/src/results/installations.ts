import { z } from 'zod';
import { brings } from './brings.ts';
import { change, planned } from './planned.ts';

export const installation = z.object({
  tenant: z.string(),
  plugin: z.string(),
  version: z.string().optional(),
  state: z.string(),
  reason: z.string().optional(),
  updatedAt: z.string(),
});
export type InstallationResult = z.infer<typeof installation>;

const changes = z.array(
  change.extend({
    version: z.string().optional().describe('The version that is installed.'),
    brings: brings.optional().describe('What the version adds to the tenant.'),
  }),
);

export const plannedInstallation = planned.extend({ changes });
export type PlannedInstallation = z.infer<typeof plannedInstallation>;

export const installed = installation.extend({
  changes: changes.describe('What was changed, in the form of --dry-run.'),
});
export type InstalledResult = z.infer<typeof installed>;

const unchanged = z
  .boolean()
  .describe('Whether nothing changed: the version was already installed, and no other change was requested.');

export const updateResult = installed.extend({ unchanged });
export type UpdateResult = z.infer<typeof updateResult>;

export const plannedUpdate = plannedInstallation.extend({
  tenant: z.string(),
  plugin: z.string(),
  version: z.string().optional().describe('The installed version, if the token can read it.'),
  unchanged,
});
export type PlannedUpdate = z.infer<typeof plannedUpdate>;

export const installationList = z.object({ tenant: z.string(), plugins: z.array(installation) });
export type InstallationList = z.infer<typeof installationList>;

export const uninstalled = z.object({ tenant: z.string(), plugin: z.string(), uninstalled: z.literal(true) });
export type Uninstalled = z.infer<typeof uninstalled>;

export const configuration = z.object({
  tenant: z.string(),
  plugin: z.string(),
  values: z.record(z.string(), z.unknown()),
  secrets: z.array(z.string()).describe('Keys with a secret value. The values are never shown.'),
});
export type ConfigurationResult = z.infer<typeof configuration>;

export const configurationChanged = z
  .object({ tenant: z.string(), plugin: z.string(), changed: z.array(z.string()).describe('Keys.') })
  .describe('If the token cannot read the configuration.');
export type ConfigurationChanged = z.infer<typeof configurationChanged>;

export const logLine = z.object({
  time: z.string(),
  level: z.string(),
  message: z.string(),
  details: z.unknown().optional(),
  requestId: z.string().optional(),
  request: z
    .object({
      method: z.string(),
      path: z.string().describe('Pattern of the route.'),
      status: z.int().optional().describe('Absent if the caller disconnected before the response.'),
      ms: z.int(),
    })
    .optional()
    .describe('Only in the line that the gateway logs for each request.'),
});
export type LogLine = z.infer<typeof logLine>;

export const logLines = z.object({ lines: z.array(logLine) });
export type LogLines = z.infer<typeof logLines>;
