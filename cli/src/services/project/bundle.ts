import { readdirSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import jsonPlugin from '@rollup/plugin-json';
import { rollup, type OutputAsset, type OutputChunk, type RollupCache, type RollupLog } from 'rollup';
import { bundleProblems } from './bundle-problems.ts';
import { findCodeGeneration, type CodeSite } from './code-generation.ts';
import { buildFailed, shownPath, type CodeProblem } from './code-problem.ts';
import type { LookUpSite } from './look-ups.ts';
import type { ReadFiles } from './modules/commonjs-files.ts';
import { compileOwn } from './modules/compile-own.ts';
import { COMMONJS, nodeModules, RUNTIME } from './modules/node-modules.ts';
import { isInstalled, Resolver } from './modules/resolve.ts';
import { tsconfigFiles } from './modules/tsconfig-files.ts';
import { outsideFiles, refuseOutsideFiles } from './outside-files.ts';
import { refuseOwnImports } from './own-imports.ts';
import { checkPluginClass } from './plugin-class.ts';
import { portableSource } from './portable-source.ts';

// Its types describe the CommonJS build, whose default export lies one level deeper than that of the module.
const json = jsonPlugin as unknown as typeof jsonPlugin.default;

/** Where a backend's first file lies in a project. */
const BACKEND = 'dist/backend';

/** Path below the project, and content. */
export type BuiltFiles = Record<string, string | Uint8Array>;

/** What a bundle can use again of the one before. */
export interface BundleCache {
  rollup: RollupCache | undefined;
  read: ReadFiles;
  resolver: Resolver;
  /** What imports resolve to besides the sources: packages with the time of their last change, and tsconfig.json. */
  surroundings: string;
}

/** A backend, with everything that it imports. */
export interface Bundle {
  /** `dist/backend/index.js`, its source map, and what it loads: CommonJS, modules that are imported late, data. */
  files: BuiltFiles;
  /** Likely mistakes of the author. */
  warnings: CodeProblem[];
  /** Where it creates functions from text. */
  makesCode: readonly CodeSite[];
  /** Where packages look for what the bundle may not have. */
  lookUps: readonly LookUpSite[];
  /** Given to the next call, it saves the work on files that did not change. */
  cache: BundleCache;
}

export interface BundleOptions {
  cache?: BundleCache | undefined;
  /** Gets the absolute paths of all files that were read, also where bundling fails. */
  onRead?: ((files: readonly string[]) => void) | undefined;
}

/**
 * Bundles a backend and everything it imports; only Node's own modules stay outside. The same sources give the same
 * bytes wherever the project lies.
 *
 * rollup joins modules in the order in which Node runs them. CommonJS files stay CommonJS: as modules, they would be strict,
 * run early, and have no `module`, `require` or file name.
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
  const problems: RollupLog[] = [];
  const warnings: CodeProblem[] = [];
  const makesCode: CodeSite[] = [];
  const lookUps: LookUpSite[] = [];
  const isOwn = (file: string): boolean => file.startsWith(`${folder}${sep}`) && !isInstalled(file);
  const tsconfigs = tsconfigFiles(folder, entry);
  const surroundings = JSON.stringify([installedState(folder), ...tsconfigs]);
  const usable = cache?.surroundings === surroundings ? cache : undefined;
  const read: ReadFiles = usable?.read ?? new Map();
  const resolver = usable?.resolver ?? new Resolver();
  resolver.forgetOwn();
  const problemOf = outsideFiles(folder);
  const allow = (path: string): void => {
    const message = problemOf(path);
    if (message !== undefined) throw Object.assign(new Error(message), { id: path });
  };
  try {
    const build = await rollup({
      input: entry,
      ...(usable?.rollup !== undefined && { cache: usable.rollup }),
      onLog: () => undefined,
      plugins: [
        {
          name: 'watch-tsconfig',
          buildStart() {
            for (const file of tsconfigs.keys()) this.addWatchFile(file);
          },
        },
        refuseOutsideFiles(problemOf),
        refuseOwnImports(isOwn),
        findCodeGeneration(makesCode, isOwn),
        compileOwn(),
        json(),
        nodeModules({
          folder,
          entry,
          resolver,
          read,
          allow,
          isOwn,
          onProblem: (problem) => problems.push(problem),
          onLookUp: (lookUp) => lookUps.push(lookUp),
        }),
        checkPluginClass(entry, (problem) =>
          warnings.push({ ...problem, file: shownPath(folder, problem.file) }),
        ),
      ],
    });
    onRead?.(build.watchFiles);
    if (problems.length > 0) throw await buildFailed(folder, await bundleProblems(folder, problems));
    const { output } = await build.generate({
      dir: join(folder, BACKEND),
      format: 'esm',
      entryFileNames: ({ facadeModuleId }) => (facadeModuleId === entry ? 'index.js' : 'chunk-[hash].js'),
      chunkFileNames: 'chunk-[hash].js',
      paths: { [RUNTIME]: `./${COMMONJS}` },
      generatedCode: { symbols: true },
      sourcemap: true,
      sourcemapPathTransform: portableSource(folder),
    });
    await build.close();
    return {
      files: filesOf(output),
      warnings,
      makesCode,
      lookUps,
      cache: { rollup: build.cache, read, resolver, surroundings },
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

function filesOf(output: readonly (OutputChunk | OutputAsset)[]): BuiltFiles {
  const files: BuiltFiles = {};
  for (const file of output) {
    const path = `${BACKEND}/${file.fileName}`;
    files[path] =
      file.type === 'asset'
        ? file.source
        : `${file.code.replace(/\n?\/\/# sourceMappingURL=.*\n?$/, '\n')}//# sourceMappingURL=${file.fileName}.map\n`;
  }
  return files;
}

/** Files that package managers write last. */
const WRITTEN_LAST = ['.package-lock.json', '.yarn-state.yml', '.yarn-integrity', '.modules.yaml', ''];

function installedState(folder: string): string {
  const times: number[] = [];
  for (let place = realpathSync(folder); ; place = dirname(place)) {
    const packages = join(place, 'node_modules');
    for (const name of [...WRITTEN_LAST, ...scopesIn(packages)]) {
      const found = statSync(join(packages, name), { throwIfNoEntry: false });
      if (found) times.push(found.mtimeMs);
    }
    if (place === dirname(place)) return times.join();
  }
}

/** Folders whose time changes when a package is added, removed or replaced. That of `node_modules` does not always. */
function scopesIn(packages: string): string[] {
  try {
    return readdirSync(packages).filter((name) => name.startsWith('@'));
  } catch {
    return [];
  }
}
