import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname } from 'node:path';
import type { Plugin, PluginContext, RollupLog } from 'rollup';
import { lookUpProblem, type LookUpSite } from '../look-ups.ts';
import { isNative, nativeProblem } from '../native-addons.ts';
import { analyse, type LookUp } from './analyse.ts';
import {
  AS_MODULE,
  CommonJsFiles,
  missing,
  quoted,
  type CommonJsFile,
  type ReadFiles,
} from './commonjs-files.ts';
import { loadedFiles } from './loaded-files.ts';
import { Places } from './places.ts';
import { renderCommonJs } from './render-commonjs.ts';
import { isInstalled, type Resolver } from './resolve.ts';
import { sideEffects } from './side-effects.ts';

/** What the sandbox does not have: a module of Node, or a native addon. What follows is said where it is loaded. */
const REFUSED = '\0refused:';
export const RUNTIME = 'plexica:commonjs';
export const COMMONJS = 'commonjs.cjs';

/** Not every version of Node has these, and no sandbox: they reach files and memory. */
const NOT_ALLOWED = new Set(['node:sqlite', 'node:ffi']);

export interface NodeModulesOptions {
  /** Absolute path of the project. */
  folder: string;
  /** Absolute path of the backend's source. */
  entry: string;
  resolver: Resolver;
  read: ReadFiles;
  /** @throws where a file may not be a part of a bundle */
  allow: (path: string) => void;
  /** Whether a file is the plugin's own. */
  isOwn: (file: string) => boolean;
  /** Gets what is wrong; the build goes on to find more. */
  onProblem: (problem: RollupLog) => void;
  /** Gets where packages look for what the bundle does not have, one place for each package. */
  onLookUp: (lookUp: LookUpSite) => void;
}

/**
 * Makes packages find each other, and themselves, as in Node: its resolution, its interplay of modules and CommonJS, and
 * CommonJS that runs when it is required.
 *
 * Modules are joined, and those that are only imported when it comes to it become chunks, which Node loads then. CommonJS
 * is kept as it is written, in a file beside them.
 */
export function nodeModules(options: NodeModulesOptions): Plugin {
  const { folder, resolver, read, allow, isOwn, onProblem, onLookUp } = options;
  const places = new Places(folder);
  let commonJs: CommonJsFiles;
  let usesRuntime = false;
  const chunks = new Map<string, { chunk: string; id: string }>();
  /** What is wrong with a file where loading the plugin loads it. */
  let ifLoaded: { file: string; tell: () => void }[] = [];
  /** What packages' modules look for at run time, by id; those of CommonJS are with it. */
  const lookUps = new Map<string, LookUp[]>();
  const sideEffectsOf = sideEffects();

  const problemAt = (file: string, text: string, offset: number, message: string): void => {
    const before = text.slice(0, offset).split('\n');
    const loc = { file, line: before.length, column: before.at(-1)?.length ?? 0 };
    onProblem({ message, id: file, loc });
  };
  const textOf = (file: string): string => {
    try {
      return readFileSync(file, 'utf8');
    } catch {
      return '';
    }
  };

  /** @returns `undefined` where it is not there */
  const find = (
    source: string,
    importer: string,
    mayBeMissing: boolean,
  ): { id: string; external?: boolean; moduleSideEffects?: boolean } | undefined => {
    if (isBuiltin(source)) {
      if (!NOT_ALLOWED.has(source)) return { id: source, external: true };
      if (mayBeMissing) return { id: REFUSED + notAllowed(source) };
      const text = textOf(importer);
      problemAt(importer, text, Math.max(0, text.search(quoted(source))), notAllowed(source));
      return { id: source, external: true };
    }
    if (source === RUNTIME) return { id: source, external: true };
    const found = resolver.resolve(importer, source, 'import');
    const refuse = (message: string): { id: string } => {
      const tell = (): void => {
        const text = textOf(importer);
        problemAt(importer, text, Math.max(0, text.search(quoted(source))), message);
      };
      if (isOwn(importer)) tell();
      else if (!mayBeMissing) ifLoaded.push({ file: importer, tell });
      return { id: REFUSED + message };
    };
    const native = isNative(source)
      ? source
      : 'path' in found
        ? commonJs.nativeOf(importer, found)
        : undefined;
    if (native !== undefined) return refuse(nativeProblem(commonJs.ownerOf(importer, native)));
    if ('missing' in found) return undefined;
    const format = commonJs.formatOf(found);
    if (format === 'wasm')
      return refuse(
        `"${source}" is a WebAssembly module, which cannot be imported; read the file and compile it`,
      );
    const moduleSideEffects = sideEffectsOf(found.path, found.packageJson);
    return { id: format === 'commonjs' ? AS_MODULE + found.path : found.path, moduleSideEffects };
  };

  /** In the plugin's own code it is a mistake; of packages it is told once all is known. */
  const take = (id: string, code: string, found: LookUp[]): void => {
    const [first] = found;
    if (first === undefined) lookUps.delete(id);
    else if (!isOwn(id)) lookUps.set(id, found);
    else {
      const text = textOf(id);
      const asWritten = text.indexOf(code.slice(first.start, first.end));
      const offset = asWritten < 0 ? text.search(ANY_CALL) : asWritten;
      problemAt(id, text, Math.max(0, offset), lookUpProblem(first.what));
    }
  };

  return {
    name: 'node-modules',
    buildStart() {
      usesRuntime = false;
      ifLoaded = [];
      commonJs = new CommonJsFiles({
        resolver,
        places,
        read,
        allow,
        watch: (path) => this.addWatchFile(path),
        chunk: ({ path, format }) => {
          const id = format === 'commonjs' ? AS_MODULE + path : path;
          const known = chunks.get(id);
          if (known !== undefined) return known;
          const made = { chunk: this.emitFile({ type: 'chunk', id }), id };
          chunks.set(id, made);
          return made;
        },
        isOwn,
        problem: (file, offset, message) => problemAt(file, textOf(file), offset, message),
        problemIfLoaded: (file, offset, message) =>
          ifLoaded.push({ file, tell: () => problemAt(file, textOf(file), offset, message) }),
      });
    },
    resolveId(source, importer) {
      if (importer === undefined || source.startsWith('\0')) return { id: source };
      const from = importer.replace(AS_MODULE, '');
      const found = find(source, from, false);
      if (found !== undefined) return found;
      const text = textOf(from);
      problemAt(from, text, Math.max(0, text.search(quoted(source))), missing(source));
      return { id: source, external: true };
    },
    resolveDynamicImport(specifier, importer) {
      if (typeof specifier !== 'string') return null;
      const found = find(specifier, importer, isInstalled(importer));
      if (found !== undefined) return found;
      // Node says so when it comes to it, and packages may well go on without.
      if (isInstalled(importer)) return { id: specifier, external: true };
      const text = textOf(importer);
      problemAt(importer, text, Math.max(0, text.search(quoted(specifier))), missing(specifier));
      return { id: specifier, external: true };
    },
    shouldTransformCachedModule: ({ resolvedSources, meta }) =>
      meta['requires'] === true ||
      // What was missing may have come.
      Object.values(resolvedSources).some(
        ({ id, external }) => id.startsWith(REFUSED) || (external && id !== RUNTIME && !isBuiltin(id)),
      ),
    load(id) {
      if (id.startsWith(REFUSED)) {
        const message = JSON.stringify(id.slice(REFUSED.length));
        const code = `throw Object.assign(new Error(${message}), { code: 'ERR_UNKNOWN_BUILTIN_MODULE' });`;
        // Whatever is imported of it is never had.
        return { code: `${code} export const any = {};`, syntheticNamedExports: 'any' };
      }
      if (!id.startsWith(AS_MODULE)) return null;
      usesRuntime = true;
      const path = id.slice(AS_MODULE.length);
      commonJs.add(path, 'commonjs');
      return asModule(commonJs.exportsOf(path));
    },
    transform(code, id) {
      if (id.startsWith('\0') || !/\.[cm]?[jt]sx?$/.test(id)) return null;
      const requires = /\bcreateRequire\b/.test(code) || (!isInstalled(id) && /\brequire\s*\(/.test(code));
      if (!requires && !/\bimport\.meta\.(?:url|dirname|filename)\b/.test(code)) {
        if (/\bimport\s*\(/.test(code)) take(id, code, importsOf(code, analyse(code, id).unknown));
        return null;
      }
      const file = commonJs.addModule(id, code);
      take(id, code, requires ? file.lookUps : importsOf(code, file.lookUps));
      if (file.names.size === 0) {
        commonJs.files.delete(id);
        return { code, map: null, meta: { requires: true } };
      }
      usesRuntime = true;
      // `import x = require('y')` of TypeScript has no `createRequire` of its own.
      const own = /\bcreateRequire\b/.test(code)
        ? `import ${JSON.stringify(RUNTIME)};`
        : `import $commonjs from ${JSON.stringify(RUNTIME)};const require = $commonjs.requireOf(import.meta.place);`;
      return { code: own + code, map: null, meta: { requires: true } };
    },
    resolveImportMeta(property, { moduleId }) {
      const path = moduleId.replace(AS_MODULE, '');
      const place = places.of(path);
      if (property === 'place') return JSON.stringify(place);
      if (property === 'url') return `new URL(${JSON.stringify(`./${place}`)}, import.meta.url).href`;
      if (property === 'filename') return `(import.meta.dirname + ${JSON.stringify(`/${place}`)})`;
      if (property === 'dirname') return `(import.meta.dirname + ${JSON.stringify(`/${dirname(place)}`)})`;
      return null;
    },
    buildEnd(error) {
      if (error !== undefined || ifLoaded.length === 0) return;
      const loaded = loadedFiles(this, commonJs, options);
      for (const { file, tell } of ifLoaded) if (loaded.has(file)) tell();
    },
    renderStart() {
      for (const path of inOrder(this, commonJs)) places.of(path);
    },
    generateBundle(_options, output) {
      const kept = Object.values(output).flatMap((file) =>
        file.type === 'chunk' ? Object.entries(file.modules) : [],
      );
      const calls = new Map(kept.map(([id, { code }]) => [id, code ?? '']));
      const loaded = loadedFiles(this, commonJs, options);
      const found = [
        ...Array.from(commonJs.files.values(), ({ path, text, lookUps: all }) => ({ path, text, all })),
        ...Array.from(lookUps, ([path, all]) => ({
          path,
          text: CALLS.test(calls.get(path) ?? '') ? textOf(path) : undefined,
          all,
        })),
      ].sort((a, b) => (places.of(a.path) < places.of(b.path) ? -1 : 1));
      const told = new Set<string>();
      for (const { path, text, all } of found) {
        const name = places.packageOf(dirname(path))?.name;
        // What runs as the plugin is loaded is tried before it is built.
        const site = all.find(({ isTried, isLate }) => !isTried && (isLate || !loaded.has(path)));
        if (text === undefined || site === undefined || name === undefined || told.has(name)) continue;
        told.add(name);
        const line = text.slice(0, site.start).split('\n').length;
        onLookUp({ package: name, what: site.what, file: path, line });
      }
      if (usesRuntime) {
        const { code, map } = renderCommonJs(
          [...commonJs.files.values()].sort((a, b) => (places.of(a.path) < places.of(b.path) ? -1 : 1)),
          (path) => places.of(path),
          (reference) => this.getFileName(reference),
        );
        this.emitFile({
          type: 'asset',
          fileName: COMMONJS,
          source: `${code}\n//# sourceMappingURL=${COMMONJS}.map\n`,
        });
        this.emitFile({ type: 'asset', fileName: `${COMMONJS}.map`, source: map });
      }
      for (const path of commonJs.assets)
        this.emitFile({ type: 'asset', fileName: places.of(path), source: readFileSync(path) });
    },
  };
}

/** A call that may look for something, in code that is written otherwise than it was compiled. */
const ANY_CALL = /\b(?:import|require(?:\.resolve)?)\s*\(\s*(?!(['"])[^'"]*\1\s*[,)])/;
/** What is left of a module where it may still look for something. */
const CALLS = /\b(?:import|require|createRequire|read\w+|opendir\w*|createReadStream)\b/;

/** Modules have no `require` that they do not make. */
function importsOf(code: string, lookUps: readonly LookUp[]): LookUp[] {
  return lookUps.filter(({ what, start }) => what === 'file' || code.startsWith('import', start));
}

function notAllowed(name: string): string {
  return `The sandbox does not allow "${name}"`;
}

/** CommonJS as modules see it: the names that its text shows, with the values that they have once it has run. */
function asModule(names: readonly string[]): string {
  const exported = names.filter((name) => name !== 'default' && name !== 'module.exports');
  return [
    `import $commonjs from ${JSON.stringify(RUNTIME)};`,
    'const $exports = $commonjs.load(import.meta.place);',
    'const $get = (name) => { try { return $exports[name]; } catch { return undefined; } };',
    'export { $exports as default, $exports as "module.exports" };',
    ...exported.map(
      (name, index) =>
        `const $${index} = /* @__PURE__ */ $get(${JSON.stringify(name)}); export { $${index} as ${JSON.stringify(name)} };`,
    ),
  ].join('\n');
}

/** Every file in an order that depends on the sources alone, as reading them in parallel does not. */
function inOrder(context: PluginContext, commonJs: CommonJsFiles): Set<string> {
  const order = new Set<string>();
  const takeFile = (file: CommonJsFile | undefined): void => {
    if (file === undefined || order.has(file.path)) return;
    order.add(file.path);
    for (const target of file.names.values()) if ('file' in target) takeFile(commonJs.files.get(target.file));
  };
  const seen = new Set<string>();
  const takeModule = (id: string): void => {
    if (seen.has(id)) return;
    seen.add(id);
    const path = id.replace(AS_MODULE, '');
    if (path !== id || commonJs.files.has(path)) takeFile(commonJs.files.get(path));
    else if (!id.startsWith('\0')) order.add(path);
    const info = context.getModuleInfo(id);
    for (const next of [...(info?.importedIds ?? []), ...(info?.dynamicallyImportedIds ?? [])])
      takeModule(next);
  };
  for (const id of context.getModuleIds()) if (context.getModuleInfo(id)?.isEntry === true) takeModule(id);
  for (const file of commonJs.files.values()) takeFile(file);
  return order;
}
