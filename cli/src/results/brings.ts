import { z } from 'zod';

/** Access beyond its own data that a version of a plugin requests. */
export const accessItem = z.object({
  plugin: z.string(),
  key: z.string().describe('Key of the manifest that requests it: `access.network`, `routes.public`.'),
  value: z.string().describe('The host, route or pattern.'),
  text: z.string().describe('End of a sentence that starts with the id of the plugin.'),
});

export const allowedSecrets = z
  .record(z.string(), z.string())
  .optional()
  .describe(
    'Texts in the package that look like credentials: fingerprint to the reason the author gives why it is none.',
  );

/** What a version adds to a tenant; for an update, only what the previous version did not have. */
export const brings = z.object({
  permissions: z.record(z.string(), z.string()).describe('Full permission key to description.'),
  roles: z.record(z.string(), z.array(z.string())).describe('Role to its permissions.'),
  access: z.array(accessItem).describe('Access that it requests beyond its own data.'),
  allowedSecrets,
});
export type Brings = z.infer<typeof brings>;
