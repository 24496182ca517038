import { readFileSync } from 'node:fs';
import { decodeText } from '@plexica/sdk/text';

/** Packages that only find and load a native addon at run time. */
const LOADERS = new Set([
  'bindings',
  'node-gyp-build',
  '@mapbox/node-pre-gyp',
  'node-pre-gyp',
  'prebuild-install',
  'nan',
]);

/** Names of packages with an addon for one platform: `@img/sharp-linux-x64`. */
const FOR_A_PLATFORM = /(?:^|[-/.])(?:linux|darwin|win32)[-.](?:x64|arm64)(?:$|[-.])/;

/** Whether a specifier or its file is a native addon. */
export function isNative(specifier: string): boolean {
  return specifier.endsWith('.node') || LOADERS.has(specifier) || FOR_A_PLATFORM.test(specifier);
}

/** Whether package.json lists an addon for each platform. @param packageJson absolute path */
export function hasAddons(packageJson: string): boolean {
  try {
    const { optionalDependencies = {} } = JSON.parse(decodeText(readFileSync(packageJson))) as {
      optionalDependencies?: object;
    };
    return Object.keys(optionalDependencies).some((name) => FOR_A_PLATFORM.test(name));
  } catch {
    return false;
  }
}

/** The build fails, because the sandbox loads no native code. @param name of the package */
export function nativeProblem(name: string): string {
  return `"${name}" loads a native addon, but the sandbox only runs JavaScript and WebAssembly`;
}
