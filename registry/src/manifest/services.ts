import semver from 'semver';
import { z } from 'zod';
import { exactVersion, formed, ruled } from './fields.ts';
import { pluginIdIssue } from '../names.ts';

const serviceName = formed(/^[a-z][A-Za-z0-9]*$/, 'is not a service name such as "contacts"');
const methodName = formed(/^[a-z][A-Za-z0-9]*$/, 'is not a method name such as "list"');
const jsonSchema = z.record(z.string(), z.unknown());

export const services = z
  .record(
    serviceName,
    z.strictObject({
      version: exactVersion.meta({
        description: 'Semver version of the service, independent of the version of the plugin.',
      }),
      methods: z.record(
        methodName,
        z.strictObject({
          input: jsonSchema.optional().meta({ description: 'JSON Schema of the request.' }),
          output: jsonSchema.optional().meta({ description: 'JSON Schema of the response.' }),
        }),
      ),
    }),
  )
  .meta({
    title: 'Services',
    description: 'Services for other plugins, with JSON Schemas. This version does not support calls yet.',
  });

/** Splits `crm.contacts@^1` into its three parts; `undefined` when it has another form. */
export function parseUse(use: string): { plugin: string; service: string; range: string } | undefined {
  const match = /^([^.@]+)\.([a-z][A-Za-z0-9]*)@(.+)$/.exec(use);
  if (!match) return undefined;
  const [, plugin = '', service = '', range = ''] = match;
  return { plugin, service, range };
}

export const uses = z
  .array(
    ruled((text) => {
      const use = text.length <= 200 ? parseUse(text) : undefined;
      if (!use) return 'does not have the form plugin.service@range, such as "crm.contacts@^1"';
      const id = pluginIdIssue(use.plugin);
      if (id) return id.message;
      return semver.validRange(use.range) === null
        ? `has no semver range after the "@": "${use.range}"`
        : undefined;
    }),
  )
  .max(100)
  .meta({
    title: 'Uses',
    description:
      'Services of other plugins that the plugin calls: "crm.contacts@^1". This version does not support calls yet.',
  });
