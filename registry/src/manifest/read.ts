import type { Issue } from '@plexica/sdk/errors';
import { parseJson, withoutMark } from '../json/parse.ts';
import { placesOf } from '../json/places.ts';
import { nearestWord } from '../did-you-mean.ts';
import { configSchemaIssues } from '../config/schema-rules.ts';
import {
  backendDescription,
  backendEntry,
  builtManifest,
  type BackendDescription,
  type BuiltManifest,
} from './built-manifest.ts';
import { check, issuesError, type Checked } from './check.ts';
import { packageFields, packageJson, type PackageJson } from './package-json.ts';
import { pluginManifest, type PluginManifest } from './plugin-manifest.ts';
import { referenceIssues, routeIssues } from './references.ts';
import { unsupportedIssues } from './unsupported.ts';

/** A plugin project's two descriptions, read and valid. */
export interface Project {
  manifest: PluginManifest;
  packageJson: PackageJson;
}

function parsed(input: string | object, file: string): Checked<unknown> {
  return typeof input === 'string' ? parseJson(input, file) : { value: input };
}

/** Keys whose rules look at other keys: they say nothing true while those are wrong or misspelt. */
const lookAt: Partial<Record<keyof PluginManifest, (keyof PluginManifest)[]>> = {
  roles: ['permissions'],
  ui: ['permissions'],
  uses: ['dependencies', 'optionalDependencies'],
};

/** Top-level keys that have no problem of their own, so that rules between keys can be checked at the same time. */
function soundPart(value: unknown): Partial<PluginManifest> {
  if (typeof value !== 'object' || value === null) return {};
  const fields = value as Record<string, unknown>;
  const present = (Object.keys(pluginManifest.shape) as (keyof PluginManifest)[]).filter(
    (key) => key in fields,
  );
  const sound = present.filter((key) => pluginManifest.shape[key].safeParse(fields[key]).success);
  const wrong = [...present.filter((key) => !sound.includes(key)), ...misspeltKeys(fields)];
  const usable = sound.filter((key) => !(lookAt[key] ?? []).some((other) => wrong.includes(other)));
  return Object.fromEntries(usable.map((key) => [key, fields[key]]));
}

/** Keys that are absent and that an unknown key was probably meant to be. */
function misspeltKeys(fields: Record<string, unknown>): (keyof PluginManifest)[] {
  const known = Object.keys(pluginManifest.shape) as (keyof PluginManifest)[];
  const meant = Object.keys(fields).flatMap((key) =>
    Object.hasOwn(pluginManifest.shape, key) ? [] : nearestWord(key, known),
  );
  return known.filter((key) => fields[key] === undefined && meant.includes(key));
}

/** Adds where in its file each problem is, and puts them in that order; what was given already parsed has no lines. */
function placed(input: string | object, file: string, issues: readonly Issue[]): Issue[] {
  if (issues.length === 0) return [];
  if (typeof input !== 'string') return issues.map((issue) => ({ ...issue, file }));
  const text = withoutMark(input);
  const places = placesOf(
    text,
    issues.map(({ path }) => path),
  );
  return issues
    .map((issue) => ({ ...issue, file, ...places.get(issue.path) }))
    .toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0));
}

/** A problem of `plexica.json` that only whoever sees the whole project finds. @param text that was read as valid */
export function manifestIssue(text: string, path: string, message: string): Issue {
  return { path, message, file: 'plexica.json', ...placesOf(withoutMark(text), [path]).get(path) };
}

function manifestIssues(value: unknown, issues: readonly Issue[]): Issue[] {
  const sound = soundPart(value);
  const ofConfig = sound.config ? configSchemaIssues(sound.config) : [];
  return [...issues.map(withPackageJson), ...referenceIssues(sound), ...ofConfig];
}

function withPackageJson(issue: Issue): Issue {
  const unknown = issue.message === 'is not a known key' && Object.hasOwn(packageFields, issue.path);
  return unknown ? { ...issue, message: `${issue.message}; it belongs in package.json` } : issue;
}

function checkManifest(input: string | object): Checked<PluginManifest> {
  const json = parsed(input, 'plexica.json');
  if (json.issues) return json;
  const checked = check(pluginManifest, json.value);
  const issues = manifestIssues(json.value, checked.issues ?? []);
  return issues.length > 0 ? { issues: placed(input, 'plexica.json', issues) } : checked;
}

function checkPackageJson(input: string | object): Checked<PackageJson> {
  const json = parsed(input, 'package.json');
  if (json.issues) return json;
  const checked = check(packageJson, json.value);
  return checked.issues ? { issues: placed(input, 'package.json', checked.issues) } : checked;
}

function nameIssue(id: string, name: string): Issue[] {
  if (name.replace(/^@[^/]*\//, '') === id) return [];
  return [
    {
      path: 'name',
      message: `is "${name}", but must be "${id}" or "@scope/${id}" for the id in plexica.json`,
    },
  ];
}

/**
 * Reads `plexica.json`, from its text or already parsed.
 *
 * @throws PlexicaError `invalid_manifest` with every problem and its path
 */
export function readManifest(input: string | object): PluginManifest {
  const { value, issues } = checkManifest(input);
  if (issues) throw issuesError('invalid_manifest', 'plexica.json', issues);
  return value;
}

/** Reads a plugin's `package.json`. @throws PlexicaError `invalid_manifest` */
export function readPackageJson(input: string | object): PackageJson {
  const { value, issues } = checkPackageJson(input);
  if (issues) throw issuesError('invalid_manifest', 'package.json', issues);
  return value;
}

/**
 * Reads both files of a project and checks that they agree, and that this version can build what they ask for. Problems
 * of both are listed at once, each with its file, and where the texts are given with line and column.
 *
 * @throws PlexicaError `invalid_manifest`
 */
export function readProject(manifestInput: string | object, packageInput: string | object): Project {
  const manifest = checkManifest(manifestInput);
  const ofPackage = checkPackageJson(packageInput);
  const names = manifest.value && ofPackage.value ? nameIssue(manifest.value.id, ofPackage.value.name) : [];
  const json = parsed(manifestInput, 'plexica.json').value;
  const unsupported = typeof json === 'object' && json !== null ? unsupportedIssues(json) : [];
  const issues = [
    ...(manifest.issues ?? []),
    ...placed(manifestInput, 'plexica.json', unsupported),
    ...(ofPackage.issues ?? []),
    ...placed(packageInput, 'package.json', names),
  ];
  if (!manifest.value || !ofPackage.value || issues.length > 0) {
    throw issuesError('invalid_manifest', 'The project', issues);
  }
  return { manifest: manifest.value, packageJson: ofPackage.value };
}

function checkBuilt(value: unknown): Checked<BuiltManifest> {
  const checked = check(builtManifest, value);
  const issues = manifestIssues(value, checked.issues ?? []);
  if (checked.value) {
    issues.push(...routeIssues(checked.value), ...nameIssue(checked.value.id, checked.value.name));
    if (!checked.value.backend && !checked.value.ui) {
      issues.push({
        path: 'backend',
        message:
          'is missing: export the plugin class as default from src/index.ts, or from the file in backend.entry',
      });
    }
  }
  return issues.length > 0 ? { issues } : checked;
}

/**
 * The complete manifest, `dist/plexica.json`: the project's two files and what the decorators of its backend say.
 *
 * @param backend what `plexica-server describe` printed; left out for a plugin without a backend
 * @throws PlexicaError `invalid_manifest`, for instance when a route names a permission that is not declared
 */
export function buildManifest(project: Project, backend?: BackendDescription): BuiltManifest {
  const { $schema: _, backend: __, ...manifest } = project.manifest;
  const { name, version, description, license, author, repository, keywords, engines } = project.packageJson;
  const described = backend === undefined ? undefined : check(backendDescription, backend);
  if (described?.issues) throw issuesError('invalid_manifest', 'What the backend declares', described.issues);
  const { workspaceAware, ...code } = described?.value ?? {};
  if (workspaceAware && manifest.workspaceAware !== true)
    throw issuesError('invalid_manifest', 'plexica.json', [
      { path: 'workspaceAware', message: 'must be true, because the class extends WorkspaceAwarePlugin' },
    ]);
  const built = {
    ...manifest,
    name,
    version,
    description,
    license,
    author,
    repository,
    keywords,
    engines: { plexica: engines.plexica },
    protocol: 1,
    backend: described && { entry: backendEntry, ...code },
  };
  const present = Object.fromEntries(Object.entries(built).filter(([, value]) => value !== undefined));
  const { value, issues } = checkBuilt(present);
  if (issues) throw issuesError('invalid_manifest', 'The plugin', issues);
  return value;
}

/**
 * Reads `dist/plexica.json` of a package that a stranger made.
 *
 * @throws PlexicaError `invalid_manifest` with every problem and its path
 */
export function parseBuiltManifest(input: string | object): BuiltManifest {
  const json = parsed(input, 'dist/plexica.json');
  const { value, issues } = json.issues ? json : checkBuilt(json.value);
  if (issues) throw issuesError('invalid_manifest', 'dist/plexica.json', issues);
  return value;
}
