import { z } from 'zod';

/** One thing that a version of a plugin asks for beyond its own data. */
export const accessItem = z.object({
  plugin: z.string(),
  key: z.string().describe('Where its manifest asks for it: `access.network`, `routes.public`.'),
  value: z.string().describe('What exactly: a host, a route, a pattern.'),
  text: z.string().describe('The rest of a sentence that begins with the id of the plugin.'),
});

export const allowedSecrets = z
  .record(z.string(), z.string())
  .optional()
  .describe(
    'Texts of the package that look like credentials: what stands for each to why its author says it is none.',
  );

/** What a version adds to what is possible in a tenant; of an update, only what the version before had not. */
export const brings = z.object({
  permissions: z.record(z.string(), z.string()).describe('Complete key to meaning.'),
  roles: z.record(z.string(), z.array(z.string())).describe('Role that it offers to its permissions.'),
  access: z.array(accessItem).describe('What it asks for beyond its own data.'),
  allowedSecrets,
});
export type Brings = z.infer<typeof brings>;
