import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { ApiError, type AccessItem } from '@plexica/sdk/client';
import { PlexicaError } from '@plexica/sdk/errors';
import { packUnchecked, type BackendDescription, type Config } from '@plexica/registry';
import { settled, type Api } from '../api.ts';
import { DEV_TENANT } from '../context/dev-context.ts';
import { configQuestions } from '../installations/missing-config.ts';
import { complete } from '../project/build.ts';
import { bundleWarnings } from '../project/bundle-warnings.ts';
import type { BuiltFiles } from '../project/bundle.ts';
import { migrationFiles } from '../project/migration-files.ts';
import { readProjectFolder, type ProjectFolder } from '../project/read.ts';
import { writeBuilt } from '../project/write-built.ts';
import type { Bundled, Bundler } from './bundler.ts';
import type { Describer } from './describer.ts';
import { devFolder } from './dev-data.ts';
import { missingKeys } from './required-config.ts';

export interface Reloaded {
  plugin: string;
  version: string;
}

/** A version that is about to be published. */
interface Next extends Reloaded {
  /** The n of its version `…-dev.<n>`. */
  number: number;
  /** The tarball. */
  body: Buffer;
}

/** Errors for a version whose routes have changed since the last one, or whose code cannot be loaded. */
const ABOUT_CODE: ReadonlySet<string> = new Set(['invalid_package', 'invalid_manifest', 'lifecycle_failed']);

/**
 * Installs the current files of the folder in the tenant `dev`, again and again: bundle, describe, pack, publish as
 * `<version>-dev.<n>`, install or update. Most saves do not change the routes, so the previous routes are tried first. If
 * the server refuses the version because its code declares other routes or cannot be loaded, the code is described again.
 */
export class Reloader {
  readonly #folder: string;
  readonly #api: Api;
  readonly #bundler: Bundler;
  readonly #describer: Describer;
  /** Values for the first version that is installed. The installation keeps them. */
  #config: Config;
  readonly #onRead: (files: readonly string[], began: number) => void;
  readonly #onAccess: (version: string, more: readonly AccessItem[]) => void;
  readonly #onWarning: (warning: string) => void;
  #known: BackendDescription | undefined;
  /** Of the version that was published last. */
  #number: number | undefined;
  /** Packages and files that were reported because they create functions from text. */
  readonly #toldOf = new Set<string>();

  /**
   * @param onRead gets the absolute paths of the files of each bundle, and the time when it began, in ms since 1970
   * @param onAccess gets the access that a version requests and the previous one did not; it was accepted
   * @param onWarning gets likely mistakes in the code
   */
  constructor(
    folder: string,
    api: Api,
    bundler: Bundler,
    describer: Describer,
    config: Config,
    onRead: (files: readonly string[], began: number) => void,
    onAccess: (version: string, more: readonly AccessItem[]) => void,
    onWarning: (warning: string) => void,
  ) {
    this.#folder = folder;
    this.#api = api;
    this.#bundler = bundler;
    this.#describer = describer;
    this.#config = config;
    this.#onRead = onRead;
    this.#onAccess = onAccess;
    this.#onWarning = onWarning;
  }

  /** Path of a route that answers GET, best one without parameters; `undefined` before the first reload. */
  get example(): string | undefined {
    const paths = (this.#known?.routes ?? [])
      .filter(({ method }) => method === 'GET')
      .map(({ path }) => path);
    return (paths.find((path) => !path.includes('/:')) ?? paths[0])?.replaceAll(/:[^/]+/g, '1');
  }

  /**
   * @param reset recreates the installation and erases its data
   * @throws PlexicaError or ApiError that stopped it; the previous version keeps running
   */
  async reload({ reset }: { reset: boolean }): Promise<Reloaded> {
    const project = await readProjectFolder(this.#folder);
    await migrationFiles(project.folder);
    const { entry } = project;
    if (entry === undefined) {
      return this.#bring(project, await this.#publish(await this.#pack(project, undefined)), reset);
    }
    const began = Date.now();
    const bundling = this.#bundler.bundle(entry, (read) => this.#onRead(read, began));
    const assumed = reset ? undefined : this.#known;
    const packing = assumed && this.#pack(project, assumed, bundling);
    // Waits for both, and reports errors in the sources before errors in the manifest.
    await Promise.allSettled([bundling, packing]);
    const bundled = await bundling;
    this.#warn(project, bundled);
    let refused: unknown;
    if (packing !== undefined) {
      try {
        return await this.#bring(project, await this.#publish(await packing), false);
      } catch (error) {
        if (!ABOUT_CODE.has((error as { code?: string }).code ?? '')) throw error;
        refused = error;
      }
    }
    const backend = await this.#describe(project, bundled.files);
    this.#known = backend;
    // The failure has another reason than the routes.
    if (refused !== undefined && isDeepStrictEqual(backend, assumed)) throw refused;
    return this.#bring(project, await this.#publish(await this.#pack(project, backend, bundling)), reset);
  }

  /** Reports packages only once, because they do not change with every save. */
  #warn(project: ProjectFolder, bundled: Bundled): void {
    const { own, shown } = bundleWarnings(project, bundled);
    for (const warning of own) this.#onWarning(warning);
    for (const warning of shown) {
      // Without the line, which changes as the author edits.
      const about = warning.replaceAll(/:\d+/g, '');
      if (this.#toldOf.has(about)) continue;
      this.#toldOf.add(about);
      this.#onWarning(warning);
    }
  }

  async #describe({ manifest }: ProjectFolder, bundled: BuiltFiles): Promise<BackendDescription> {
    const folder = await mkdtemp(join(devFolder(this.#folder), 'describe-'));
    try {
      await writeBuilt(folder, bundled);
      return await this.#describer.describe({
        folder,
        codeGeneration: manifest.access?.codeGeneration === true,
      });
    } finally {
      await rm(folder, { recursive: true });
    }
  }

  /** @param bundling is awaited last, because the rest can be read in the meantime */
  async #pack(
    project: ProjectFolder,
    backend: BackendDescription | undefined,
    bundling?: Promise<Bundled>,
  ): Promise<Next> {
    const { id } = project.manifest;
    this.#number ??= await lastNumber(this.#api, id);
    const number = this.#number + 1;
    const version = `${project.packageJson.version.replace(/[-+].*$/, '')}-dev.${number}`;
    const packageJson = { ...project.packageJson, version };
    const { files } = complete({ ...project, packageJson }, backend, {});
    // The local server checks the package, and reports the same errors as a check here.
    const body = await packUnchecked(project.folder, {
      ...files,
      'package.json': JSON.stringify(packageJson),
      ...(await bundling)?.files,
    });
    return { plugin: id, version, number, body };
  }

  async #publish({ plugin, version, number, body }: Next): Promise<Reloaded> {
    // Counted before the request: if no answer arrives, the version can still exist.
    this.#number = number;
    await this.#api.publishVersion({ plugin, version, tag: 'dev', body });
    return { plugin, version };
  }

  async #bring(project: ProjectFolder, published: Reloaded, reset: boolean): Promise<Reloaded> {
    const { plugin, version } = published;
    const installed = { tenant: DEV_TENANT, plugin };
    const show = () => this.#api.showInstallation(installed);
    const update = async (acceptAccess: AccessItem[]) => {
      const body = { range: version, config: this.#config, reset, expectNext: true, acceptAccess };
      await settled(this.#api, await this.#api.updatePlugin({ ...installed, body }), show);
    };
    const install = async () => {
      const body = { plugin, range: version, config: this.#config };
      await settled(this.#api, await this.#api.installPlugin({ tenant: DEV_TENANT, body }), show);
    };
    try {
      await update([]).catch((error: unknown) => {
        const { code, access = [] } = error as Partial<ApiError>;
        if (code === 'not_installed') return install();
        if (code !== 'access_change') throw error;
        // The developer accepts the access of this plugin, but not that of its dependencies.
        const own = access.filter((item) => item.plugin === plugin);
        return update(own).then(() => this.#onAccess(version, own));
      });
    } catch (error) {
      throw await this.#namingFlags(error, project);
    }
    this.#config = {};
    return published;
  }

  /** Adds how to pass a missing value here, which the server does not know. */
  async #namingFlags(error: unknown, { manifest }: ProjectFolder): Promise<unknown> {
    if (!(error instanceof ApiError && error.code === 'invalid_config')) return error;
    const { id, config: schema } = manifest;
    const installed = { tenant: DEV_TENANT, plugin: id };
    const missing = await missingKeys(this.#api, installed, schema, this.#config).catch(() => []);
    if (missing.length === 0) return error;
    const flags = Object.values(configQuestions(id, schema, missing)).map(({ flag }) => flag);
    const { message, issues } = error;
    return new PlexicaError('invalid_config', message, {
      hint: `Stop with Ctrl-C and run \`plexica dev ${flags.join(' ')}\`. On a terminal, \`plexica dev\` prompts for missing values.`,
      issues,
      cause: error,
    });
  }
}

/** The highest n among the published versions `…-dev.<n>` of a plugin, 0 without one. */
async function lastNumber(api: Api, plugin: string): Promise<number> {
  const versions = await api.showPlugin({ plugin }).then(
    (shown) => shown.versions,
    (error: unknown) => {
      if (error instanceof ApiError && error.code === 'plugin_not_found') {
        return [];
      }
      throw error;
    },
  );
  return Math.max(0, ...versions.map((version) => Number(/-dev\.(\d+)$/.exec(version)?.[1] ?? 0)));
}
