import { fileURLToPath } from 'node:url';
import { Config } from '@oclif/core';
import { z } from 'zod';
import { errorDocument, results } from '../src/results/index.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Files that are made from the code and committed, so that a change of what others rely on is seen in review. */
export async function generated(): Promise<Record<string, string>> {
  return {
    'command-snapshot.json': text(await commandSnapshot()),
    'json-schemas.json': text(jsonSchemas()),
  };
}

/** Every command with its arguments and flags, as built. */
async function commandSnapshot(): Promise<object[]> {
  const config = await Config.load({ root: ROOT, ignoreManifest: true });
  return config.commands
    .filter((command) => command.pluginName === config.name)
    .map((command) => ({
      command: command.id.replaceAll(':', ' '),
      arguments: Object.values(command.args).map(({ name, required = false }) => ({ name, required })),
      flags: Object.values(command.flags)
        .map((flag) => ({
          name: flag.name,
          ...(flag.char !== undefined && { char: flag.char }),
          type: flag.type,
          ...(flag.type === 'option' && flag.multiple && { multiple: true }),
          ...(flag.env !== undefined && { env: flag.env }),
        }))
        .toSorted((a, b) => a.name.localeCompare(b.name)),
    }))
    .toSorted((a, b) => a.command.localeCompare(b.command));
}

/** JSON Schemas (2020-12) of what `--json` prints; further properties may come with later versions. */
function jsonSchemas(): object {
  const schemaOf = (schema: z.ZodType): object => {
    const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input' });
    return rest;
  };
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    error: schemaOf(errorDocument),
    commands: Object.fromEntries(
      Object.entries(results).map(([command, schema]) => [command, schemaOf(schema)]),
    ),
  };
}

function text(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
