import { z } from 'zod';
import { filePath, formed, line, permissionKey } from './fields.ts';

export const slots = [
  'header.logo',
  'header.search',
  'header.notifications',
  'header.quickActions',
  'sidebar.menu',
  'dashboard.widgets',
  'page.tabs',
  'page.aside.actions',
  'form.fields',
  'form.validation',
] as const;

const component = formed(
  /^[A-Z][A-Za-z0-9]*$/,
  'is not the name of an exported component such as "ContactList"',
).meta({
  description: 'Name under which the entry exports the React component.',
});

const uiPath = formed(
  /^\/$|^(\/(:[A-Za-z][A-Za-z0-9_]*|[A-Za-z0-9._~-]+))+$/,
  'is not a path such as "/contacts/:id"',
).meta({ description: 'Path below the pages of the plugin: "/contacts/:id".' });

const permission = permissionKey
  .optional()
  .meta({ description: 'Shown only to holders of this permission of the manifest.' });

const order = z.int().min(-1000).max(1000).optional().meta({ description: 'Lower comes first. Default: 0.' });

export const ui = z
  .strictObject({
    entry: filePath('.tsx', '.ts', '.jsx', '.js')
      .optional()
      .meta({ description: 'File that exports the components. Default: ui/index.tsx.' }),
    routes: z
      .array(z.strictObject({ path: uiPath, component, title: line(60), permission }))
      .max(100)
      .optional()
      .meta({ description: 'Pages.' }),
    menu: z
      .array(
        z.strictObject({
          label: line(40),
          path: uiPath,
          icon: formed(/^[a-z][a-z0-9-]*$/, 'is not the name of an icon such as "users"').optional(),
          permission,
          order,
        }),
      )
      .max(20)
      .optional()
      .meta({ description: 'Entries in the menu of the console.' }),
    widgets: z
      .array(
        z.strictObject({
          id: formed(/^[a-z][a-z0-9-]*$/, 'is not a widget id such as "open-deals"'),
          component,
          title: line(60),
          permission,
        }),
      )
      .max(50)
      .optional()
      .meta({ description: 'Widgets that people can put on their dashboard.' }),
    extensions: z
      .array(
        z.strictObject({
          slot: z.enum(slots, { error: `is not a slot; choose one of ${slots.join(', ')}` }),
          component,
          permission,
          order,
        }),
      )
      .max(50)
      .optional()
      .meta({ description: 'Components shown in slots of the console.' }),
  })
  .meta({
    title: 'User interface',
    description:
      'Pages, menu entries, widgets and extensions. Not supported by this version yet: a plugin that has this key does not build.',
  });
