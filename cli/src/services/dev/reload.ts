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

/** What is said of a version whose routes are not those of the last time, or whose code cannot be loaded. */
const ABOUT_CODE: ReadonlySet<string> = new Set(['invalid_package', 'invalid_manifest', 'lifecycle_failed']);

/**
 * Brings what the folder holds now into the tenant `dev`, again and again: bundle, describe, pack, publish as
 * `<version>-dev.<n>`, install or update. Most saves leave the routes as they are, so those of the last time are tried
 * first: the server refuses a version whose code declares others or cannot be loaded, and only then the code is described
 * anew.
 */
export class Reloader {
  readonly #folder: string;
  readonly #api: Api;
  readonly #bundler: Bundler;
  readonly #describer: Describer;
  /** Values for the first version that is brought in; the installation keeps them. */
  #config: Config;
  readonly #onRead: (files: readonly string[], began: number) => void;
  readonly #onAccess: (version: string, more: readonly AccessItem[]) => void;
  readonly #onWarning: (warning: string) => void;
  #known: BackendDescription | undefined;
  /** Of the version that was published last. */
  #number: number | undefined;
  /** Packages and files of which it was told that they make functions of text. */
  readonly #toldOf = new Set<string>();

  /**
   * @param onRead gets the absolute paths of what each bundle is made of, and when it was begun, in ms since 1970
   * @param onAccess is told what a version asks for that the one before did not, and that was accepted
   * @param onWarning is told what the author of the code did not mean, most likely
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
   * @param reset makes the installation anew; its data is lost
   * @throws PlexicaError or ApiError what stopped it; the version before goes on running
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
    // Both end, and what is wrong with the sources is told before what is wrong with the manifest.
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
    // Its routes were not the reason.
    if (refused !== undefined && isDeepStrictEqual(backend, assumed)) throw refused;
    return this.#bring(project, await this.#publish(await this.#pack(project, backend, bundling)), reset);
  }

  /** What packages do is said once: they stay, and every save would say so again. */
  #warn(project: ProjectFolder, bundled: Bundled): void {
    const { own, shown } = bundleWarnings(project, bundled);
    for (const warning of own) this.#onWarning(warning);
    for (const warning of shown) {
      // Lines move as code is written.
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

  /** @param bundling is waited for last: the rest is looked up meanwhile */
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
    // The server of one's own checks what it is sent, and says of it what would be said here.
    const body = await packUnchecked(project.folder, {
      ...files,
      'package.json': JSON.stringify(packageJson),
      ...(await bundling)?.files,
    });
    return { plugin: id, version, number, body };
  }

  async #publish({ plugin, version, number, body }: Next): Promise<Reloaded> {
    // Not later: where no answer comes, the version may be there.
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
        // Whoever develops a plugin decides what it may do here, not what others may that it depends on.
        const own = access.filter((item) => item.plugin === plugin);
        return update(own).then(() => this.#onAccess(version, own));
      });
    } catch (error) {
      throw await this.#namingFlags(error, project);
    }
    this.#config = {};
    return published;
  }

  /** The server knows that a value is missing, and not how one gives it here. */
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
