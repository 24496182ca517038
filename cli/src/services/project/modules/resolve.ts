import { sep } from 'node:path';
import { ResolverFactory, type NapiResolveOptions } from 'oxc-resolver';

/** What Node takes a file for. */
export type Format = 'module' | 'commonjs' | 'json' | 'wasm' | 'addon';

export interface Resolved {
  /** Absolute, without links. */
  path: string;
  /** `undefined` where only the syntax says it: `.js` in a package without a `type`. */
  format: Format | undefined;
  /** Absolute path of the package.json that the file belongs to. */
  packageJson: string | undefined;
}

export type Resolution = Resolved | { missing: string };

/** Whether a file lies in an installed package, and is taken as it was published. */
export function isInstalled(path: string): boolean {
  return path.includes(`${sep}node_modules${sep}`);
}

const NODE = {
  // Node takes neither `module` nor `browser` of a package.json, nor the condition `node-addons` with --no-addons.
  mainFields: ['main'],
  aliasFields: [],
  nodePath: false,
  moduleType: true,
  symlinks: true,
} satisfies NapiResolveOptions;

/** TypeScript and its users name files by what they compile to, or leave the ending out. */
const OWN = {
  tsconfig: 'auto',
  extensions: ['.ts', '.tsx', '.mts', '.cts', '.js', '.mjs', '.cjs', '.json'],
  extensionAlias: {
    '.js': ['.ts', '.tsx', '.js'],
    '.jsx': ['.tsx', '.jsx'],
    '.mjs': ['.mts', '.mjs'],
    '.cjs': ['.cts', '.cjs'],
  },
} satisfies NapiResolveOptions;

const AS_NODE = ['.js', '.json', '.node'];
const IMPORTED = ['node', 'import', 'module-sync', 'default'];
const REQUIRED = ['node', 'require', 'module-sync', 'default'];

/**
 * Finds what a specifier means as Node does, and in the author's own files as TypeScript does. oxc-resolver knows both
 * algorithms, `paths` of tsconfig.json included, and can forget what it has read; Node's own loader cannot.
 */
export class Resolver {
  readonly #import = new ResolverFactory({ ...NODE, conditionNames: IMPORTED, extensions: AS_NODE });
  readonly #require = this.#import.cloneWithOptions({
    ...NODE,
    conditionNames: REQUIRED,
    extensions: AS_NODE,
  });
  readonly #ownImport = new ResolverFactory({ ...NODE, ...OWN, conditionNames: IMPORTED });
  readonly #ownRequire = this.#ownImport.cloneWithOptions({ ...NODE, ...OWN, conditionNames: REQUIRED });

  /** @param from absolute path of the file that names it */
  resolve(from: string, specifier: string, by: 'import' | 'require'): Resolution {
    const own = !isInstalled(from);
    const bare = specifier.split('?')[0] as string;
    const resolver =
      by === 'import' ? (own ? this.#ownImport : this.#import) : own ? this.#ownRequire : this.#require;
    const { path, error, moduleType, packageJsonPath } = resolver.resolveFileSync(from, bare);
    if (path === undefined) return { missing: error ?? 'cannot be found' };
    // Node does not look above the folder of installed packages.
    const inPackage = packageJsonPath !== undefined && isInstalled(packageJsonPath) === isInstalled(path);
    return {
      path,
      format: formatOf(path, inPackage || !path.endsWith('.js') ? moduleType : undefined),
      packageJson: inPackage ? packageJsonPath : undefined,
    };
  }

  /** The author's files come and go while packages stay. */
  forgetOwn(): void {
    this.#ownImport.clearCache();
    this.#ownRequire.clearCache();
  }
}

function formatOf(path: string, said: string | undefined): Format | undefined {
  if (path.endsWith('.cts')) return 'commonjs';
  if (/\.(?:ts|mts|tsx)$/.test(path)) return 'module';
  return said as Format | undefined;
}
