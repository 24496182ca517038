import { extname } from 'node:path';
import { transform, type Loader } from 'esbuild';
import type { Plugin } from 'rollup';
import { isInstalled } from './resolve.ts';

const LOADERS: Readonly<Record<string, Loader>> = {
  '.ts': 'ts',
  '.mts': 'ts',
  '.tsx': 'tsx',
  '.js': 'js',
  '.mjs': 'js',
  '.jsx': 'jsx',
};

/**
 * Compiles the author's own modules, and those of packages that are linked into the project; installed ones are taken as
 * they are published. Node has no decorators yet: a target makes esbuild lower them.
 */
export function compileOwn(): Plugin {
  return {
    name: 'compile-own',
    async transform(code, id) {
      const loader = LOADERS[extname(id)];
      if (loader === undefined || id.startsWith('\0') || isInstalled(id)) return null;
      const compiled = await transform(code, {
        loader,
        target: 'es2024',
        sourcemap: true,
        sourcefile: id,
        // Settings of the project are for its type checker; classes and modules are those of the language.
        tsconfigRaw: '{}',
      });
      return { code: compiled.code, map: compiled.map };
    },
  };
}
