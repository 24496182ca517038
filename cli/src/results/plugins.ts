import { z } from 'zod';
import { accessItem, allowedSecrets } from './brings.ts';
import { routeAccess } from '@plexica/registry';

const summary = z.object({
  id: z.string(),
  displayName: z.string(),
  description: z.string(),
  latest: z.string().optional().describe('Absent if no version has the tag latest.'),
});

export const searchResult = z.object({ plugins: z.array(summary) });
export type SearchResult = z.infer<typeof searchResult>;

export const pluginInfo = z.object({
  id: z.string(),
  version: z.string().describe('The version that matches the request.'),
  displayName: z.string(),
  description: z.string(),
  license: z.string().optional(),
  owner: z.string(),
  versions: z.array(z.string()),
  distTags: z.record(z.string(), z.string()),
  permissions: z.record(z.string(), z.string()),
  roles: z.record(z.string(), z.array(z.string())),
  access: z.array(accessItem).describe('Access that it requests beyond its own data.'),
  allowedSecrets,
  dependencies: z.record(z.string(), z.string()),
  routes: z.array(z.object({ method: z.string(), path: z.string(), access: routeAccess })),
});
export type PluginInfo = z.infer<typeof pluginInfo>;

export const codeTrusted = z.object({
  plugin: z.string(),
  trustedBy: z.string().describe('Principal who trusted the code.'),
  trustedAt: z.string(),
});
export type CodeTrusted = z.infer<typeof codeTrusted>;

export const codeDistrusted = z.object({ plugin: z.string(), trusted: z.literal(false) });
export type CodeDistrusted = z.infer<typeof codeDistrusted>;
