import { existsSync, readFileSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { basename, dirname, extname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { parse as parseExports } from 'cjs-module-lexer';
import { transformSync } from 'esbuild';
import { lookUpProblem } from '../look-ups.ts';
import { hasAddons, isNative, nativeProblem } from '../native-addons.ts';
import { refusedImport } from '../own-imports.ts';
import { analyse, type Analysis, type LookUp } from './analyse.ts';
import { isInstalled, type Format, type Resolved, type Resolver } from './resolve.ts';
import type { Places } from './places.ts';

/** Marks CommonJS, or JSON that CommonJS shares, as modules see it. */
export const AS_MODULE = '\0commonjs:';

/** What a specifier leads to: a file beside it, a module that becomes a chunk, or a native addon of a package. */
export type Target = { file: string } | { chunk: string; id: string } | { addon: string };

/** A file of CommonJS, or one that a `createRequire` stands for. */
export interface CommonJsFile {
  path: string;
  /** Absent for modules: they only have names. */
  text?: string;
  format: 'commonjs' | 'json' | 'module';
  names: Map<string, Target>;
  analysis: Analysis | undefined;
  /** Those of `names` that it needs to be loaded. */
  eager: Set<string>;
  /** What it looks for at run time and the bundle does not have, as far as anybody can tell. */
  lookUps: LookUp[];
}

/** What has been read of a file; it holds as long as the file does not change. */
interface Read {
  changed: number;
  text: string;
  analysis: Analysis | undefined;
  exports?: { exports: string[]; reexports: string[] };
}

/** Given from one bundle to the next. */
export type ReadFiles = Map<string, Read>;

export interface Surroundings {
  resolver: Resolver;
  places: Places;
  read: ReadFiles;
  /** @throws where the file may not be a part of a bundle */
  allow: (path: string) => void;
  watch: (path: string) => void;
  /** Makes a chunk of a module, or of CommonJS as modules see it. */
  chunk: (resolved: { path: string; format: Format }) => { chunk: string; id: string };
  /** Whether a file is the plugin's own. */
  isOwn: (file: string) => boolean;
  /** @param offset into the text of the file */
  problem: (file: string, offset: number, message: string) => void;
  /** The same, where loading the plugin loads the file. */
  problemIfLoaded: (file: string, offset: number, message: string) => void;
}

const MAY_RUN = /(?:\.[cm]?[jt]sx?|[\\/][^.\\/]+)$/;
/** Files whose text is of no use at run time. */
const CODE = /\.(?:[cm]?[jt]sx?|map|md|node)$/;

/** All of CommonJS that a bundle holds: found from a first file by what each requires. */
export class CommonJsFiles {
  readonly files = new Map<string, CommonJsFile>();
  /** Absolute paths of files that are read at run time. */
  readonly assets = new Set<string>();
  readonly #around: Surroundings;

  constructor(around: Surroundings) {
    this.#around = around;
  }

  /** Adds a file and all that it requires. */
  add(path: string, format: 'commonjs' | 'json'): CommonJsFile {
    const known = this.files.get(path);
    if (known?.text !== undefined) return known;
    this.#around.allow(path);
    this.#around.watch(path);
    const { text, analysis } = this.#read(path, format === 'commonjs');
    const file: CommonJsFile = {
      path,
      text,
      format,
      names: new Map(),
      analysis,
      eager: new Set(),
      lookUps: [],
    };
    this.files.set(path, file);
    if (analysis) this.#follow(file, text, analysis);
    const [first] = file.lookUps;
    if (first && this.#around.isOwn(path)) this.#around.problem(path, first.start, lookUpProblem(first.what));
    return file;
  }

  /** Takes what a module requires by a `require` that it has made. */
  addModule(path: string, code: string): CommonJsFile {
    const analysis = analyse(code, path);
    const file: CommonJsFile = {
      path,
      format: 'module',
      names: new Map(),
      analysis,
      eager: new Set(),
      lookUps: [],
    };
    this.files.set(path, file);
    this.#follow(file, code, analysis, false);
    return file;
  }

  /** What a file is, where neither its name nor its package says it: as Node does, by its syntax. */
  formatOf({ path, format }: Pick<Resolved, 'path' | 'format'>): Format {
    if (format !== undefined) return format;
    if (!['.js', '.jsx', ''].includes(extname(path))) return 'commonjs';
    return this.#read(path, true).analysis?.isModule === true ? 'module' : 'commonjs';
  }

  /** Names that a module can import, as Node finds them. */
  exportsOf(path: string, seen = new Set<string>()): string[] {
    if (seen.has(path)) return [];
    seen.add(path);
    const read = this.#read(path, true);
    if (read.exports === undefined) {
      try {
        const { exports, reexports } = parseExports(read.text, path);
        read.exports = { exports, reexports };
      } catch {
        read.exports = { exports: [], reexports: [] };
      }
    }
    const names = new Set(read.exports.exports);
    for (const specifier of read.exports.reexports) {
      const target = this.files.get(path)?.names.get(specifier);
      if (target && 'file' in target && this.files.get(target.file)?.format === 'commonjs')
        for (const name of this.exportsOf(target.file, seen)) names.add(name);
    }
    return [...names];
  }

  #read(path: string, isCode: boolean): Read {
    const { mtimeMs, ctimeMs } = statSync(path);
    const changed = Math.max(mtimeMs, ctimeMs);
    const known = this.#around.read.get(path);
    if (known?.changed === changed) return known;
    let text = readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
    if (/\.[cm]?ts$/.test(path)) {
      text = transformSync(text, { loader: 'ts', format: 'cjs', target: 'es2024', sourcefile: path }).code;
    }
    const read = { changed, text, analysis: isCode ? analyse(text, path) : undefined };
    this.#around.read.set(path, read);
    return read;
  }

  /** @param isCommonJs whether `require` is Node's own, and each `import()` goes through the table */
  #follow(file: CommonJsFile, text: string, analysis: Analysis, isCommonJs = true): void {
    for (const specifier of analysis.required) {
      if (!isBuiltin(specifier)) this.#require(file, specifier, text, analysis);
      else if (isCommonJs) this.#builtin(file, specifier, text);
    }
    file.lookUps.push(...analysis.unknown);
    for (const { start, end, lookUp } of analysis.families) {
      const family = matching(isAbsolute(start) ? start : join(dirname(file.path), start), end);
      if (family.length === 0) file.lookUps.push(lookUp);
      for (const path of family) {
        const kind = path.endsWith('.json') ? 'json' : this.formatOf({ path, format: undefined });
        if (kind === 'json' || (kind === 'commonjs' && /\.c?js$/.test(path))) this.add(path, kind);
      }
    }
    if (isCommonJs) for (const specifier of analysis.imported) this.#import(file, specifier, text);
    for (const { start, end } of analysis.files) {
      // What lies above a file is its package as a whole, which it looks at for other reasons.
      if (start.startsWith(dirname(file.path)) || isFile(start)) this.#assets(file, start, end);
    }
    for (const { start, end, lists, lookUp } of analysis.reads) {
      const isThere = this.#readAt(file, start, end);
      // A list of names without those of code is another list, and nothing fails.
      if (lists && filesBelow(start).some((path) => CODE.test(path)))
        file.lookUps.push({ ...lookUp, isLate: true });
      else if (!isThere) file.lookUps.push(lookUp);
    }
  }

  #builtin(file: CommonJsFile, specifier: string, text: string): void {
    const refused = this.#around.isOwn(file.path) ? refusedImport(specifier) : undefined;
    if (refused === undefined) return;
    this.#around.problem(file.path, Math.max(0, text.search(quoted(specifier))), refused);
  }

  #require(file: CommonJsFile, specifier: string, text: string, { eager }: Analysis): void {
    const { resolver, isOwn, problem, problemIfLoaded } = this.#around;
    const offset = (): number => Math.max(0, text.search(quoted(specifier)));
    const found = resolver.resolve(file.path, specifier, 'require');
    const native = isNative(specifier)
      ? specifier
      : 'path' in found
        ? this.nativeOf(file.path, found)
        : undefined;
    if (eager.has(specifier)) file.eager.add(nameOf(file, specifier));
    if (native !== undefined) {
      const addon = this.ownerOf(file.path, native);
      file.names.set(nameOf(file, specifier), { addon });
      const tell = isOwn(file.path) ? problem : problemIfLoaded;
      if (eager.has(specifier) || isOwn(file.path)) tell(file.path, offset(), nativeProblem(addon));
      return;
    }
    if ('missing' in found) {
      // Node says so when it comes to it, and packages may well go on without.
      if (!isInstalled(file.path)) problem(file.path, offset(), missing(specifier));
      return;
    }
    this.#take(file, specifier, found.path, found.format);
  }

  #take(file: CommonJsFile, specifier: string, path: string, format?: Format): void {
    const kind = path.endsWith('.json') ? 'json' : this.formatOf({ path, format });
    const name = nameOf(file, specifier);
    // Only its path is asked for, by `require.resolve`.
    if (kind === 'commonjs' && !MAY_RUN.test(path)) this.#asset(file, path);
    else if (kind === 'commonjs' || kind === 'json') {
      file.names.set(name, { file: path });
      this.add(path, kind);
    } else if (kind === 'module') {
      file.names.set(name, this.#around.chunk({ path, format: kind }));
    }
  }

  #import(file: CommonJsFile, specifier: string, text: string): void {
    if (isBuiltin(specifier)) return;
    const { resolver, isOwn, problem } = this.#around;
    const offset = (): number => Math.max(0, text.search(quoted(specifier)));
    const found = resolver.resolve(file.path, specifier, 'import');
    if ('missing' in found) {
      if (!isInstalled(file.path)) problem(file.path, offset(), missing(specifier));
      return;
    }
    const native = isNative(specifier) ? specifier : this.nativeOf(file.path, found);
    if (native !== undefined) {
      const addon = this.ownerOf(file.path, native);
      file.names.set(`import ${specifier}`, { addon });
      if (isOwn(file.path)) problem(file.path, offset(), nativeProblem(addon));
      return;
    }
    const format = this.formatOf(found);
    if (format !== 'addon' && format !== 'wasm')
      file.names.set(`import ${specifier}`, this.#around.chunk({ path: found.path, format }));
  }

  /** Data at a path, or below it. @returns how many files that are */
  #assets(file: CommonJsFile, start: string, end: string): number {
    const paths = (end === '' ? existing(start) : matching(start, end)).filter((path) => !CODE.test(path));
    return paths.filter((path) => this.#asset(file, path)).length;
  }

  /** @returns whether it is taken: a package does not get at files of the project, such as `.env` */
  #asset({ path: from }: CommonJsFile, path: string): boolean {
    this.#around.allow(path);
    if (isInstalled(from) && !isInstalled(realpathSync(path))) return false;
    this.assets.add(resolve(path));
    return true;
  }

  /** Takes what a file reads. @returns whether the bundle has it, or nobody has */
  #readAt(file: CommonJsFile, start: string, end: string): boolean {
    if (end === '' && isFile(start)) return start.endsWith('.node') || this.#asset(file, start);
    if (end === '' && !existsSync(start)) return true;
    return this.#isPart(file, start) && this.#assets(file, start, end) > 0;
  }

  /** Whether what begins so lies below a file's folder, or in another folder of its package. */
  #isPart(file: CommonJsFile, start: string): boolean {
    const folder = dirname(file.path);
    if (start.startsWith(folder)) return true;
    const root = this.#around.places.packageOf(folder)?.root;
    const other = start.endsWith(sep) ? start : dirname(start) + sep;
    return (
      isInstalled(file.path) &&
      root !== undefined &&
      other.startsWith(root + sep) &&
      other !== root + sep &&
      !file.path.startsWith(other)
    );
  }

  /** The name of a package that brings addons, where a file of another one asks for it; or the path of an addon. */
  nativeOf(from: string, { path, format }: Resolved): string | undefined {
    if (format === 'addon' || path.endsWith('.node')) return path;
    const { places } = this.#around;
    const asked = places.packageOf(dirname(path));
    if (asked === undefined || !isInstalled(path) || asked.root === places.packageOf(dirname(from))?.root)
      return undefined;
    return hasAddons(join(asked.root, 'package.json')) ? asked.name : undefined;
  }

  /** The package to name: that which holds the addon, or asks for it. */
  ownerOf(file: string, native: string): string {
    return native.endsWith('.node') || isInstalled(file)
      ? (this.#around.places.packageOf(dirname(file))?.name ?? basename(file))
      : native;
  }
}

/** Paths are named from their file, so that nothing tells where the project lies. */
function nameOf({ path }: CommonJsFile, specifier: string): string {
  return isAbsolute(specifier) ? `./${relative(dirname(path), specifier).split(sep).join('/')}` : specifier;
}

export function missing(specifier: string): string {
  return `"${specifier}" ${specifier.startsWith('.') ? 'does not exist' : 'cannot be found; is it installed?'}`;
}

export function quoted(specifier: string): RegExp {
  return new RegExp(`['"\`]${specifier.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&')}['"\`]`);
}

/** Regular files at a path: itself, or those of its folder. */
function existing(path: string): string[] {
  try {
    const found = statSync(path);
    if (found.isFile()) return [path];
    return found.isDirectory() ? filesBelow(path) : [];
  } catch {
    return [];
  }
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

/** Files whose path begins and ends so. */
function matching(start: string, end: string): string[] {
  const folder = start.endsWith('/') ? start : dirname(start);
  return filesBelow(folder).filter(
    (path) =>
      path.startsWith(start) && (path.endsWith(end) || path.slice(0, -extname(path).length).endsWith(end)),
  );
}

function filesBelow(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .flatMap((entry) => {
        if (entry.name.startsWith('.') || entry.name === 'node_modules') return [];
        const path = join(folder, entry.name);
        return entry.isDirectory() ? filesBelow(path) : entry.isFile() ? [path] : [];
      });
  } catch {
    return [];
  }
}
