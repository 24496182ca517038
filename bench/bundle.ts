import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sandboxed } from '../control-plane/dist/plugin-host/types.js';
import type { Place } from './figure.ts';

const SOURCE = `export default class Plugin {
  list() {
    return [];
  }
  note(ctx) {
    return ctx.db.one(ctx.request.headers.get('x-sql') ?? 'SELECT id, text FROM notes WHERE id = $1', [500]);
  }
}
`;

/** Writes a bundle with two handlers: `list` answers at once, `note` reads a row by the statement in header `X-Sql`. */
export async function writeBundle(place: Place): Promise<Sandboxed> {
  const bundle = join(place.folder, 'bundle');
  await mkdir(join(bundle, 'dist/backend'), { recursive: true });
  await writeFile(join(bundle, 'dist/backend/index.js'), SOURCE);
  for (const path of ['', 'dist', 'dist/backend', 'dist/backend/index.js'])
    await chmod(join(bundle, path), 0o755);
  return {
    installation: 1,
    tenant: 'acme',
    plugin: 'notes',
    version: '1.0.0',
    bundle,
    config: {},
    configVersion: 1,
    network: [],
    codeGeneration: false,
    members: false,
    trusted: true,
  };
}
