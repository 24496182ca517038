import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { packPlugin, type BuiltManifest } from '@plexica/registry';
import { createClient } from '@plexica/sdk/client';
import { ADMIN_TOKEN, site } from './site.ts';

/** Packs a small plugin and publishes it over HTTP. */
export async function publish(
  manifest: Partial<BuiltManifest> & { id: string },
  { readme = '# Plugin\n', tag }: { readme?: string; tag?: string } = {},
): Promise<void> {
  const complete = {
    name: manifest.id,
    version: '1.0.0',
    license: 'MIT',
    engines: { plexica: '>=0.1' },
    protocol: 1,
    backend: { entry: 'dist/backend/index.js', routes: [], lifecycle: [] },
    ...manifest,
  };
  const { name, version, license, engines } = complete;
  const project = await mkdtemp(join(tmpdir(), 'plexica-docs-package-'));
  try {
    const contents = {
      'package.json': JSON.stringify({ name, version, license, engines }),
      'dist/plexica.json': JSON.stringify(complete),
      'dist/backend/index.js': 'export default class {}\n',
      'README.md': readme,
    };
    for (const [path, content] of Object.entries(contents)) {
      await mkdir(dirname(join(project, path)), { recursive: true });
      await writeFile(join(project, path), content);
    }
    const { bytes } = await packPlugin(project);
    await createClient({ url: site.registry, token: ADMIN_TOKEN }).publishVersion({
      plugin: manifest.id,
      version,
      body: bytes,
      ...(tag === undefined ? {} : { tag }),
    });
  } finally {
    await rm(project, { recursive: true, force: true });
  }
}
