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
      description: 'Host names that ctx.fetch can call over https: "api.stripe.com", "*.example.com".',
    }),
    storage: z.boolean().optional().meta({
      description: 'Whether the plugin stores files (ctx.storage). This version has no such storage yet.',
    }),
    codeGeneration: z
      .boolean()
      .optional()
      .meta({
        description:
          'Whether the code can create functions from text (eval, new Function), as ajv, handlebars and ejs do. ' +
          'Works only behind the kernel wall.',
      }),
    members: z.literal('read', { error: 'can only be "read"' }).optional().meta({
      description:
        'Whether the plugin can read names and e-mail addresses of the members of the tenant: ctx.members, and the address of ctx.user.',
    }),
  })
  .meta({
    title: 'Access',
    description:
      'What the plugin needs beyond its own data. The operator must accept it. Everything else is refused.',
  });

/** `plexica.json`. What package.json says (name, version, description, license, …) is not repeated here. */
export const pluginManifest = z
  .strictObject({
    $schema: z.string().max(500).optional().meta({ description: 'The schema of this file, for editors.' }),
    id: pluginId.meta({
      description:
        'Unique in a registry. Its first publisher owns it. 2 to 28 characters: a–z, 0–9, single dashes. ' +
        'The npm name in package.json is this id or @scope/id.',
    }),
    displayName: line(60).optional().meta({ description: 'Name in the marketplace. Default: the id.' }),
    category: z
      .enum(categories, { error: `is not a category; choose one of ${categories.join(', ')}` })
      .optional()
      .meta({ description: 'Category in the marketplace.' }),
    icon: image
      .optional()
      .meta({ description: 'Path of a square image: "assets/icon.svg". This version does not show it yet.' }),
    screenshots: z.array(image).max(10, 'lists more than 10 images').optional().meta({
      description: 'Paths of images for the marketplace, in order. This version does not show them yet.',
    }),
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
          'Keys with a description for the administrator: { "contacts.read": "See contacts" }. ' +
          'In a tenant, the key is prefixed with the plugin id: crm.contacts.read.',
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
          'Roles that the plugin offers to the tenant, with permissions of this plugin: ["contacts.*"].',
      }),
    access: access.optional(),
    allowedSecrets: z
      .record(
        z
          .string()
          .regex(
            /^[0-9a-f]{16}$/,
            'is not a fingerprint: use the 16 hexadecimal digits from the error that refused the text',
          ),
        line(200),
      )
      .refine((allowed) => Object.keys(allowed).length <= 50, 'lists more than 50')
      .optional()
      .meta({
        title: 'Allowed secrets',
        description:
          'Texts in the package that look like credentials but are not. The key is the fingerprint from the error that refuses the ' +
          'text; the value is the reason why it is safe to publish.',
      }),
    dependencies: otherPlugins.optional().meta({
      title: 'Dependencies',
      description: 'Plugins that this plugin requires: id to semver range.',
    }),
    optionalDependencies: otherPlugins.optional().meta({
      title: 'Optional dependencies',
      description: 'Plugins that this plugin can use if they are installed, and their supported versions.',
    }),
    conflicts: otherPlugins.optional().meta({
      title: 'Conflicts',
      description: 'Plugins and versions that cannot be installed in the same tenant.',
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
          'JSON Schema (2020-12) of the configuration of a tenant, of type "object". "writeOnly": true makes a property ' +
          'a secret. "x-plexica-scope": "workspace" has no effect in this version yet.',
      }),
    workspaceAware: z
      .boolean()
      .optional()
      .meta({
        description:
          'Whether the data of the plugin belongs to workspaces. Then every request names one, and tables with a column ' +
          '`workspace_id` show only its rows.',
      }),
  })
  .meta({ title: 'Plexica plugin manifest', description: 'plexica.json of a plugin project.' });

export type PluginManifest = z.infer<typeof pluginManifest>;
