import { z } from 'zod';
import { pluginManifest } from './plugin-manifest.ts';

/** JSON Schema of `plexica.json` for editors. Draft 7, the newest that common editors understand in full. */
export function manifestJsonSchema(): object {
  return z.toJSONSchema(pluginManifest, { target: 'draft-7', io: 'input' });
}
