import type { Plugin } from 'rollup';

/** Packages whose only purpose is to find and load a native addon at run time. */
const LOADERS = [
  'bindings',
  'node-gyp-build',
  '@mapbox/node-pre-gyp',
  'node-pre-gyp',
  'prebuild-install',
  'nan',
];

/** The sandbox loads no native code, so a build that would need it stops at the import. */
export function refuseNativeAddons(): Plugin {
  return {
    name: 'refuse-native-addons',
    resolveId(source, importer) {
      if (source.endsWith('.node') || LOADERS.includes(source)) {
        this.error({
          message: `"${source}" loads a native addon, and the sandbox runs JavaScript and WebAssembly only`,
          ...(importer !== undefined && { id: importer }),
        });
      }
      return null;
    },
  };
}
