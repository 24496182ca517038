import { z } from 'zod';
import { filePath, formed } from './fields.ts';

const word = '[a-z][a-z0-9]*(?:-[a-z0-9]+)*';

export const events = z
  .strictObject({
    publishes: z
      .record(
        formed(
          new RegExp(`^${word}(\\.${word})+$`),
          'is not an event suffix such as "contact.created": an entity and what happened to it',
        ),
        z.strictObject({
          schema: filePath('.json').meta({
            description: 'Path of its JSON Schema: "events/contact.created.json".',
          }),
        }),
      )
      .optional()
      .meta({ description: 'Suffix to schema: contact.created becomes plugin.<id>.contact.created.' }),
    subscribes: z
      .array(
        formed(
          new RegExp(`^(core|plugin\\.${word})(\\.${word})*\\.(${word}|\\*)$`),
          'is not an event pattern such as "core.workspace.*" or "plugin.crm.contact.created"',
        ),
      )
      .max(200)
      .optional()
      .meta({ description: 'Types of events that the plugin receives, or patterns with a trailing star.' }),
  })
  .meta({
    title: 'Events',
    description: 'Events that the plugin publishes and receives. This version does not deliver events yet.',
  });
