import { readFileSync } from 'node:fs';
import { decodeText } from '@plexica/sdk/text';

/** Packages whose only purpose is to find and load a native addon at run time. */
const LOADERS = new Set([
  'bindings',
  'node-gyp-build',
  '@mapbox/node-pre-gyp',
  'node-pre-gyp',
  'prebuild-install',
  'nan',
]);

/** How packages call those of theirs that hold an addon for one platform: `@img/sharp-linux-x64`. */
const FOR_A_PLATFORM = /(?:^|[-/.])(?:linux|darwin|win32)[-.](?:x64|arm64)(?:$|[-.])/;

/** Whether a specifier, or the file that it leads to, can only be a native addon. */
export function isNative(specifier: string): boolean {
  return specifier.endsWith('.node') || LOADERS.has(specifier) || FOR_A_PLATFORM.test(specifier);
}

/** Whether a package brings an addon for each platform, as its package.json says. @param packageJson absolute path */
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

/** The sandbox loads no native code, so a build that would need it stops. @param name of the package */
export function nativeProblem(name: string): string {
  return `"${name}" loads a native addon, and the sandbox runs JavaScript and WebAssembly only`;
}
