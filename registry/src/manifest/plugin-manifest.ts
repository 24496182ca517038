import { z } from 'zod';
import { events } from './events.ts';
import {
  filePath,
  line,
  networkHost,
  permissionKey,
  permissionPattern,
  pluginId,
  semverRange,
} from './fields.ts';
import { services, uses } from './services.ts';
import { ui } from './ui.ts';

export const categories = [
  'analytics',
  'automation',
  'billing',
  'collaboration',
  'crm',
  'developer-tools',
  'finance',
  'integrations',
  'marketing',
  'productivity',
  'security',
  'support',
  'other',
] as const;

const image = filePath('.svg', '.png', '.webp', '.jpg', '.jpeg');

const otherPlugins = z.record(pluginId, semverRange);

const access = z
  .strictObject({
    network: z.array(networkHost).max(50, 'lists more than 50 hosts').optional().meta({
      description: 'Host names that ctx.fetch may reach over https: "api.stripe.com", "*.example.com".',
    }),
    storage: z
      .boolean()
      .optional()
      .meta({ description: 'Whether it stores files (ctx.storage). This version has no such storage yet.' }),
    codeGeneration: z
      .boolean()
      .optional()
      .meta({
        description:
          'Whether its code may make functions of text (eval, new Function), as ajv, handlebars and ejs do. ' +
          'Possible only where the kernel wall stands.',
      }),
    members: z.literal('read', { error: 'can only be "read"' }).optional().meta({
      description:
        'Whether it may read names and addresses of the members of the tenant. This version shows none yet.',
    }),
  })
  .meta({
    title: 'Access',
    description:
      'What the plugin needs beyond its own data. The operator sees it and consents; what is absent is refused.',
  });

/** `plexica.json`. What package.json says (name, version, description, license, …) is not repeated here. */
export const pluginManifest = z
  .strictObject({
    $schema: z
      .string()
      .max(500)
      .optional()
      .meta({ description: 'Where editors find the schema of this file.' }),
    id: pluginId.meta({
      description:
        'Unique in a registry; whoever publishes it first owns it. 2 to 28 characters: a–z, 0–9, single dashes. ' +
        'The npm name in package.json is this id or @scope/id.',
    }),
    displayName: line(60).optional().meta({ description: 'Name in the marketplace. Default: the id.' }),
    category: z
      .enum(categories, { error: `is not a category; choose one of ${categories.join(', ')}` })
      .optional()
      .meta({ description: 'Shelf in the marketplace.' }),
    icon: image
      .optional()
      .meta({ description: 'Path of a square image: "assets/icon.svg". Not shown by this version yet.' }),
    screenshots: z
      .array(image)
      .max(10, 'lists more than 10 images')
      .optional()
      .meta({ description: 'Paths of images for the marketplace, in order. Not shown by this version yet.' }),
    backend: z
      .strictObject({
        entry: filePath('.ts', '.mts', '.js', '.mjs')
          .optional()
          .meta({ description: 'File whose default export is the plugin class. Default: src/index.ts.' }),
      })
      .optional()
      .meta({
        title: 'Backend',
        description: 'Without this key, and without src/index.ts, the plugin has no backend.',
      }),
    ui: ui.optional(),
    permissions: z
      .record(permissionKey, line(200))
      .optional()
      .meta({
        title: 'Permissions',
        description:
          'Key to a sentence for the administrator: { "contacts.read": "See contacts" }. ' +
          'In a tenant the key is prefixed with the plugin id: crm.contacts.read.',
      }),
    roles: z
      .record(
        z
          .string()
          .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'is not a role name such as "sales"')
          .max(40),
        z.array(permissionPattern).min(1, 'lists no permission').max(200),
      )
      .optional()
      .meta({
        title: 'Roles',
        description:
          'Roles offered to the tenant at install, with permissions of this plugin: ["contacts.*"].',
      }),
    access: access.optional(),
    allowedSecrets: z
      .record(
        z
          .string()
          .regex(
            /^[0-9a-f]{16}$/,
            'is not what stands for a secret: 16 hexadecimal digits, from the error that refused it',
          ),
        line(200),
      )
      .refine((allowed) => Object.keys(allowed).length <= 50, 'lists more than 50')
      .optional()
      .meta({
        title: 'Allowed secrets',
        description:
          'Texts of the package that look like credentials and are none: what stands for each, as the error says that refuses it, ' +
          'and why it may be published.',
      }),
    dependencies: otherPlugins.optional().meta({
      title: 'Dependencies',
      description: 'Plugins that have to be installed as well: id to semver range.',
    }),
    optionalDependencies: otherPlugins.optional().meta({
      title: 'Optional dependencies',
      description: 'Plugins that it works with when they are installed, in these versions.',
    }),
    conflicts: otherPlugins.optional().meta({
      title: 'Conflicts',
      description: 'Plugins, in these versions, that cannot be in the same tenant.',
    }),
    services: services.optional(),
    uses: uses.optional(),
    events: events.optional(),
    config: z
      .record(z.string(), z.unknown())
      .optional()
      .meta({
        title: 'Configuration',
        description:
          'JSON Schema (2020-12) of the configuration per tenant; type "object". "writeOnly": true on a property makes ' +
          'it a secret; "x-plexica-scope": "workspace" is meant to let it differ per workspace, and has no effect in this version yet.',
      }),
    workspaceAware: z
      .boolean()
      .optional()
      .meta({
        description:
          'Whether its data belongs to workspaces; it can then be off in single workspaces. ' +
          'Not supported by this version yet: `true` does not build.',
      }),
  })
  .meta({ title: 'Plexica plugin manifest', description: 'plexica.json of a plugin project.' });

export type PluginManifest = z.infer<typeof pluginManifest>;
