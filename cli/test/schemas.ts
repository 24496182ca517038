import { readFile } from 'node:fs/promises';
import { z } from 'zod';

type Schema = Parameters<typeof z.fromJSONSchema>[0];

const published = JSON.parse(await readFile(new URL('../json-schemas.json', import.meta.url), 'utf8')) as {
  error: Schema;
  commands: Record<string, Schema>;
};

/** Throws unless `document` is what the published schema of a command says. */
export function expectPublished(command: string, document: unknown): void {
  const schema = published.commands[command];
  if (schema === undefined) {
    throw new Error(`no schema is published for ${command}`);
  }
  z.fromJSONSchema(schema).parse(document);
}

/** Throws unless `document` is an error as it is published. */
export function expectPublishedError(document: unknown): void {
  z.fromJSONSchema(published.error).parse(document);
}
