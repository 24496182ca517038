import type NodeModule from 'node:module';

type Text = string;
type Wrapper = (
  exports: unknown,
  require: unknown,
  module: NodeModule,
  filename: string,
  dirname: string,
  dynamicImport: unknown,
) => void;

/**
 * What a file of the bundle names, by specifier: another file of it, `./chunk-….js`, or `addon:` and the package that has
 * a native one; and its code, or its JSON.
 */
export type Packed = [names: Record<string, string>, code?: Wrapper | Text];

/**
 * Runs CommonJS as Node does, with files that lie in one. Its own text is put at the end of that file, so it may use
 * nothing from outside.
 *
 * @param host the module that holds them
 * @param files by path below the folder of the host
 * @param importChunk `import()`, seen from that folder
 */
export function commonJs(
  host: NodeModule,
  files: Record<string, Packed>,
  importChunk: (specifier: string, options?: object) => Promise<unknown>,
): { load: (file: string) => unknown; requireOf: (file: string) => NodeJS.Require } {
  const { dirname, extname, join, posix, relative, sep } = process.getBuiltinModule('node:path');
  const { existsSync } = process.getBuiltinModule('node:fs');
  const { fileURLToPath } = process.getBuiltinModule('node:url');
  const Module = process.getBuiltinModule('node:module');
  const root = host.path;
  const cache: NodeJS.Dict<NodeModule> = Object.create(null);
  const builtins = new Set(Module.builtinModules.map((name) => name.replace(/^node:/, '')));

  const isBuiltin = (specifier: string): boolean => specifier.startsWith('node:') || builtins.has(specifier);
  const absolute = (file: string): string => join(root, ...file.split('/'));

  /** What the sandbox does not have is told by name; Node only says that there is no such module. */
  function builtin(specifier: string, from: string): unknown {
    try {
      return host.require(specifier);
    } catch (error) {
      throw naming(error as NodeJS.ErrnoException, specifier, from);
    }
  }

  function naming(error: NodeJS.ErrnoException, specifier: string, from: string): Error {
    if (error.code === 'ERR_UNKNOWN_BUILTIN_MODULE')
      error.message = `The sandbox does not allow "${specifier}", which ${from} requires`;
    return error;
  }

  /** A file that is only known now, by path as Node would complete it. */
  function byPath(from: string, specifier: string): string | undefined {
    const path = /^\.{1,2}(?:\/|$)/.test(specifier)
      ? posix.join(posix.dirname(from), specifier)
      : specifier.startsWith(root + sep) && relative(root, specifier).split(sep).join('/');
    if (!path) return undefined;
    const ways = [path, `${path}.js`, `${path}.json`, `${path}/index.js`, `${path}/index.json`];
    return ways.find((way) => files[way]?.[1] !== undefined);
  }

  function find(from: string, specifier: string): string | undefined {
    const names = files[from]?.[0];
    const name = specifier.startsWith(root + sep)
      ? `./${posix.relative(posix.dirname(from), relative(root, specifier).split(sep).join('/'))}`
      : specifier;
    return names && Object.hasOwn(names, name) ? names[name] : byPath(from, specifier);
  }

  function notFound(from: string, specifier: string, addon?: string): Error {
    const message = addon
      ? `Cannot find module '${specifier}': "${addon.slice('addon:'.length)}" loads a native addon, which the sandbox does not support`
      : `Cannot find module '${specifier}'\nRequire stack:\n- ${absolute(from)}`;
    return Object.assign(new Error(message), { code: 'MODULE_NOT_FOUND', requireStack: [absolute(from)] });
  }

  function load(file: string, parent?: NodeModule): unknown {
    const filename = absolute(file);
    const known = cache[filename];
    if (known) {
      if (parent && !parent.children.includes(known)) parent.children.push(known);
      return known.exports;
    }
    const module = new Module(filename, parent);
    module.filename = filename;
    const code = files[file]?.[1];
    const require = requireOf(file, module);
    module.require = require;
    cache[filename] = module;
    let loaded = false;
    try {
      if (typeof code === 'string') module.exports = JSON.parse(code);
      else
        code?.call(
          module.exports,
          module.exports,
          require,
          module,
          filename,
          dirname(filename),
          (specifier: string, options?: object) => dynamicImport(file, specifier, options),
        );
      loaded = true;
    } finally {
      if (!loaded) delete cache[filename];
    }
    module.loaded = true;
    return module.exports;
  }

  function requireOf(file: string, module?: NodeModule): NodeJS.Require {
    const require = (specifier: string): unknown => {
      if (typeof specifier !== 'string') return host.require(specifier);
      if (isBuiltin(specifier)) return builtin(specifier, file);
      const target = find(file, specifier);
      if (target === undefined || target.startsWith('addon:')) throw notFound(file, specifier, target);
      return target.startsWith('./') ? host.require(target) : load(target, module);
    };
    const resolve = (specifier: string): string => {
      if (isBuiltin(specifier)) return specifier;
      const target = find(file, specifier);
      if (target?.startsWith('addon:')) throw notFound(file, specifier, target);
      if (target !== undefined) return absolute(target);
      const path = join(dirname(absolute(file)), specifier);
      if (specifier.startsWith('.') && extname(path) !== '' && existsSync(path)) return path;
      throw notFound(file, specifier);
    };
    return Object.assign(require, {
      resolve: Object.assign(resolve, { paths: (): string[] => [] }),
      main: process.mainModule,
      extensions: Module['_extensions' as 'prototype'] as unknown as NodeJS.RequireExtensions,
      cache,
    });
  }

  async function dynamicImport(file: string, specifier: string, options?: object): Promise<unknown> {
    const target = files[file]?.[0][`import ${specifier}`];
    if (target?.startsWith('addon:')) throw notFound(file, specifier, target);
    try {
      // What was JSON is a module in the bundle, so nothing is left to say of it.
      return await (target === undefined ? importChunk(specifier, options) : importChunk(target));
    } catch (error) {
      throw naming(error as NodeJS.ErrnoException, specifier, file);
    }
  }

  // Modules make a `require` of their own by it, and the paths that they make it for are those of the bundle.
  const createRequire = Module.createRequire;
  Module.createRequire = Object.defineProperty(
    (from: string | URL) => {
      const isUrl = typeof from !== 'string' || from.startsWith('file:');
      const path = isUrl ? fileURLToPath(from) : from;
      const file = relative(root, path).split(sep).join('/');
      return Object.hasOwn(files, file) ? requireOf(file) : createRequire(from);
    },
    'name',
    { value: 'createRequire' },
  );
  Module.syncBuiltinESMExports();
  return { load, requireOf };
}
