import { isBuiltin } from 'node:module';
import { sep } from 'node:path';
import commonjsPlugin from '@rollup/plugin-commonjs';
import jsonPlugin from '@rollup/plugin-json';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import { rollup, type RollupCache, type RollupLog } from 'rollup';
import esbuild from 'rollup-plugin-esbuild';
import { bundleProblems } from './bundle-problems.ts';
import { buildFailed, shownPath, type CodeProblem } from './code-problem.ts';
import { refuseNativeAddons } from './native-addons.ts';
import { refuseOutsideFiles } from './outside-files.ts';
import { checkPluginClass } from './plugin-class.ts';
import { portableSource } from './portable-source.ts';

// Their types describe the CommonJS build, whose default export lies one level deeper than that of the module.
const commonjs = commonjsPlugin as unknown as typeof commonjsPlugin.default;
const json = jsonPlugin as unknown as typeof jsonPlugin.default;

/** Packages are taken as they are published, wherever they are linked from. */
function ownSources(folder: string): RegExp {
  const escaped = folder
    .split(sep)
    .join('/')
    .replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  return new RegExp(`^${escaped}/.*\\.[jt]sx?$`);
}

/** A backend as one ESM file. */
export interface Bundle {
  code: string;
  /** Source map, as JSON; its sources are relative to `dist/backend/`. */
  map: string;
  /** What the author did not mean, most likely. */
  warnings: CodeProblem[];
  /** Given to the next call, it saves the work on files that did not change. */
  cache: RollupCache | undefined;
}

export interface BundleOptions {
  cache?: RollupCache | undefined;
  /** Gets the absolute paths of all files that were read, also where bundling fails. */
  onRead?: ((files: readonly string[]) => void) | undefined;
}

/**
 * Bundles a backend and everything it imports; only Node's own modules stay outside. The same sources give the same
 * bytes wherever the project lies.
 *
 * @param folder absolute path of the project
 * @param entry absolute path of its source
 * @throws PlexicaError `build_failed` with file, line and code
 */
export async function bundle(
  folder: string,
  entry: string,
  { cache, onRead }: BundleOptions = {},
): Promise<Bundle> {
  const unresolved: RollupLog[] = [];
  const warnings: CodeProblem[] = [];
  try {
    const build = await rollup({
      input: entry,
      ...(cache !== undefined && { cache }),
      external: (id) => isBuiltin(id),
      onLog: (_level, log) => {
        if (log.code === 'UNRESOLVED_IMPORT') {
          unresolved.push(log);
        }
      },
      plugins: [
        refuseNativeAddons(),
        refuseOutsideFiles(folder),
        nodeResolve({
          exportConditions: ['node'],
          preferBuiltins: true,
          extensions: ['.ts', '.mjs', '.js', '.json'],
        }),
        commonjs(),
        json(),
        // Node has no decorators yet; a target makes esbuild lower them.
        esbuild({ target: 'es2024', tsconfig: false, include: ownSources(folder) }),
        checkPluginClass((problem) => warnings.push({ ...problem, file: shownPath(folder, problem.file) })),
      ],
    });
    onRead?.(build.watchFiles);
    if (unresolved.length > 0) {
      throw await buildFailed(folder, await bundleProblems(folder, unresolved));
    }
    const { output } = await build.generate({
      file: `${folder}${sep}dist${sep}backend${sep}index.js`,
      format: 'esm',
      sourcemap: true,
      inlineDynamicImports: true,
      sourcemapPathTransform: portableSource(folder),
    });
    await build.close();
    return {
      code: `${output[0].code}//# sourceMappingURL=index.js.map\n`,
      map: String(output[0].map),
      warnings,
      cache: build.cache,
    };
  } catch (error) {
    if (error instanceof Error && error.name === 'PlexicaError') {
      throw error;
    }
    const failure = error as RollupLog & { watchFiles?: string[] };
    onRead?.(failure.watchFiles ?? []);
    throw await buildFailed(folder, await bundleProblems(folder, [failure]));
  }
}
