import type { BuiltManifest } from '../manifest/built-manifest.ts';
import { parseJson } from '../json/parse.ts';
import type { PackedPackageJson } from './inspected-package.ts';
import { refusal } from './refusal.ts';

const sharedKeys = [
  'name',
  'version',
  'description',
  'license',
  'author',
  'repository',
  'keywords',
  'engines',
] as const;

/** npm runs these when a package is installed. */
const installScripts = [
  'preinstall',
  'install',
  'postinstall',
  'prepublish',
  'preprepare',
  'prepare',
  'postprepare',
];

const dependencyKeys = [
  'dependencies',
  'optionalDependencies',
  'peerDependencies',
  'bundleDependencies',
  'bundledDependencies',
];

/** The `package.json` that goes into a package: who it is, and nothing that npm would install or run. */
export function reducedPackageJson(manifest: BuiltManifest): PackedPackageJson {
  const shared = Object.fromEntries(
    sharedKeys.filter((key) => manifest[key] !== undefined).map((key) => [key, manifest[key]]),
  ) as Pick<BuiltManifest, (typeof sharedKeys)[number]>;
  return { ...shared, type: 'module' };
}

/**
 * Reads the `package.json` of a stranger's package.
 *
 * @throws PlexicaError `invalid_package`
 */
export function readPackedPackageJson(text: string, manifest: BuiltManifest): PackedPackageJson {
  const { value, issues } = parseJson(text, 'package.json');
  if (issues) {
    const [{ line, column, message } = { message: 'is not valid JSON' }] = issues;
    const place = line === undefined ? '' : `line ${line}, column ${column}: `;
    throw refusal('package/package.json', `${place}${message}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw refusal('package/package.json', 'is not a JSON object');
  }
  const json = value as Record<string, unknown>;
  for (const key of ['name', 'version'] as const) {
    if (json[key] !== manifest[key]) {
      const said = JSON.stringify(json[key])?.slice(0, 100) ?? 'nothing';
      throw refusal(
        'package/package.json',
        `"${key}" is ${said}, but dist/plexica.json says "${manifest[key]}"`,
      );
    }
  }
  const problem = installProblem(json);
  if (problem) throw refusal('package/package.json', problem);
  return json as PackedPackageJson;
}

function installProblem(json: Record<string, unknown>): string | undefined {
  const scripts = json['scripts'] ?? {};
  if (typeof scripts !== 'object') return '"scripts" is not an object';
  const script = installScripts.find((name) => Object.hasOwn(scripts, name));
  if (script) return `has the install script "${script}"; plugins cannot run install scripts`;
  if ('bin' in json || 'directories' in json)
    return 'has "bin" or "directories"; plugins cannot add commands';
  if ('gypfile' in json) return 'has "gypfile"; plugins cannot contain native code';
  const key = dependencyKeys.find((name) => !isEmpty(json[name]));
  return key && `has "${key}"; bundle dependencies into dist/backend/index.js`;
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === false) return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}
