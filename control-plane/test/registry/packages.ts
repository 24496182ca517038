import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { packPlugin, type BuiltManifest } from '@plexica/registry';

export type PackageOptions = Partial<BuiltManifest> & {
  /** More files of the project: path to content. */
  files?: Record<string, string | Uint8Array>;
};

/** A class with the one route that the manifest below has. */
const CODE = `
class Plugin { list() { return []; } }
Plugin[Symbol.metadata ?? Symbol.for('Symbol.metadata')] = {
  [Symbol.for('plexica.declarations')]: {
    routes: [{ method: 'GET', path: '/contacts', handler: 'list' }],
    access: { list: 'authenticated' },
  },
};
export default Plugin;
`;

/** The tarball of a small plugin, packed as `plexica pack` does. */
export async function packageOf(options: PackageOptions): Promise<Buffer> {
  const { files = {}, id = 'crm', ...more } = options;
  const manifest = {
    id,
    name: id,
    version: '1.0.0',
    license: 'MIT',
    engines: { plexica: '>=0.1' },
    protocol: 1,
    backend: {
      entry: 'dist/backend/index.js',
      routes: [{ method: 'GET', path: '/contacts', handler: 'list', access: 'authenticated' }],
      lifecycle: [],
    },
    ...more,
  };
  const { name, version, license, engines } = manifest;
  const project = await mkdtemp(join(tmpdir(), 'plexica-package-'));
  try {
    const contents = {
      'package.json': JSON.stringify({ name, version, license, engines }),
      'dist/plexica.json': JSON.stringify(manifest),
      'dist/backend/index.js': CODE,
      'README.md': `# ${manifest.displayName ?? id}\n`,
      ...files,
    };
    for (const [path, content] of Object.entries(contents)) {
      await mkdir(dirname(join(project, path)), { recursive: true });
      await writeFile(join(project, path), content);
    }
    return (await packPlugin(project)).bytes;
  } finally {
    await rm(project, { recursive: true, force: true });
  }
}
