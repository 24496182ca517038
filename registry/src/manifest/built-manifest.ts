import { z } from 'zod';
import type { PlexicaPlugin } from '@plexica/sdk';
import { permissionKey } from './fields.ts';
import { packageFields } from './package-json.ts';
import { pluginManifest } from './plugin-manifest.ts';

export const backendEntry = 'dist/backend/index.js';
export const uiEntry = 'dist/ui/index.js';

export const routeAccess = z.union([
  z.strictObject({ permission: permissionKey }),
  z.literal('authenticated'),
  z.literal('public'),
]);

/** The methods of a plugin that the host calls when an installation changes. */
export const lifecycleMethods = [
  'onInstall',
  'onActivate',
  'onDeactivate',
  'onUpdate',
  'onUninstall',
] as const satisfies readonly (keyof PlexicaPlugin)[];
export type LifecycleMethod = (typeof lifecycleMethods)[number];

const route = z.strictObject({
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']),
  /** Segments of unreserved characters (RFC 3986) or `:name`. */
  path: z
    .string()
    .max(300, 'is longer than 300 characters')
    .regex(
      /^\/$|^(\/(:[A-Za-z][A-Za-z0-9_]*|[A-Za-z0-9._~-]+))+$/,
      'is not a path such as "/contacts/:id": segments of letters, digits and . _ ~ -, or whole-segment parameters',
    ),
  handler: z.string().regex(/^[A-Za-z_$][\w$]{0,99}$/, 'is not the name of a method'),
  access: routeAccess,
  /** Role in the workspace of the request. Absent: `VIEWER` for GET, `MEMBER` for others. */
  workspaceRole: z.enum(['VIEWER', 'MEMBER', 'ADMIN']).optional(),
});

/** What the decorators of the plugin class say, as `plexica-server describe` prints it. */
export const backendDescription = z.strictObject({
  routes: z.array(route).max(500, 'lists more than 500 routes'),
  lifecycle: z.array(z.enum(lifecycleMethods)).max(lifecycleMethods.length),
  /** Whether the class extends `WorkspaceAwarePlugin`. */
  workspaceAware: z.literal(true).optional(),
});

/** `dist/plexica.json`: everything that a server has to know of a version, so that it never runs code to find out. */
export const builtManifest = z.strictObject({
  ...pluginManifest.omit({ $schema: true }).shape,
  ...packageFields,
  protocol: z.literal(1, { error: 'must be 1, the protocol of the channel between plugin and host' }),
  backend: z
    .strictObject({
      entry: z.literal(backendEntry),
      ...backendDescription.omit({ workspaceAware: true }).shape,
    })
    .optional(),
});

export type BackendDescription = z.infer<typeof backendDescription>;
export type RouteAccess = z.infer<typeof routeAccess>;
export type PluginRoute = z.infer<typeof route>;
export type BuiltManifest = z.infer<typeof builtManifest>;
