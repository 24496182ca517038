import { setTimeout as sleep } from 'node:timers/promises';
import type { BuiltManifest } from '@plexica/registry';
import { PlexicaError } from '@plexica/sdk/errors';
import { CacheUntilChange } from '../database/cache-until-change.ts';
import type { Changes } from '../database/changes.ts';
import type { PlatformDatabase } from '../database/platform-database.ts';
import type { Keys } from '../keys.ts';
import type { Sandboxed } from '../plugin-host/types.ts';
import type { InstallationState } from './model.ts';
import { rememberPublished, type Published, type PublishedKey } from './published.ts';
import { openConfig } from './secret-config.ts';
import { isVouched } from './vouched.ts';

/** An installation as the gateway needs it for every request. */
export interface Loaded extends Published {
  target: Sandboxed;
  state: InstallationState;
}

/** Longest time that an entry stays cached. */
const CACHE_MS = 30_000;
/** How long requests wait while a version is switched. */
const HOLD_MS = 5_000;

interface Row {
  number: number;
  tenant: string;
  plugin: string;
  version: string;
  state: InstallationState;
  config: Record<string, unknown>;
  config_version: number;
  integrity: string;
  published_by: string;
  installed_by: string | null;
  trusted_by: string | null;
  marked_by: string | null;
}

const SELECT = `SELECT i.number, t.slug AS tenant, i.plugin, i.version, i.state, i.config, i.config_version, v.integrity,
    v.published_by, i.installed_by, i.trusted_by, p.trusted_by AS marked_by
  FROM plexica.installations i
  JOIN plexica.tenants t ON t.id = i.tenant
  JOIN plexica.plugins p ON p.id = i.plugin
  JOIN plexica.versions v ON v.plugin = i.plugin AND v.version = i.version`;

/** Finds installations for the gateway and holds their requests during a switch of version. */
export class Installations {
  readonly #database: PlatformDatabase;
  readonly #keys: Keys;
  readonly #openBundle: (version: PublishedKey) => Promise<string>;
  readonly #published: ReturnType<typeof rememberPublished>;
  readonly #cache: CacheUntilChange<Loaded>;
  readonly #held = new Map<number, Promise<void>>();

  constructor(
    { database, changes, keys }: { database: PlatformDatabase; changes: Changes; keys: Keys },
    openBundle: (version: PublishedKey) => Promise<string>,
  ) {
    this.#database = database;
    this.#keys = keys;
    this.#openBundle = openBundle;
    this.#published = rememberPublished(async ({ plugin, version, integrity }) => {
      const [row] = await database.rows<{ manifest: BuiltManifest }>(
        'SELECT manifest FROM plexica.versions WHERE plugin = $1 AND version = $2 AND integrity = $3',
        [plugin, version, integrity],
      );
      return row?.manifest;
    });
    this.#cache = new CacheUntilChange(changes, ['installations', 'tenants', 'plugins'], {
      max: 5_000,
      ttl: CACHE_MS,
    });
  }

  /** @returns `undefined` if the tenant is not active, or the installation does not exist or has no version yet */
  async find(tenant: string, plugin: string): Promise<Loaded | undefined> {
    const key = `${tenant}/${plugin}`;
    const cached = this.#cache.get(key);
    if (cached !== undefined) return this.#released(cached, tenant, plugin);
    const keep = this.#cache.keeper(key);
    const [row] = await this.#database.rows<Row>(
      `${SELECT} WHERE t.slug = $1 AND t.state = 'active' AND i.plugin = $2`,
      [tenant, plugin],
    );
    if (row === undefined) return undefined;
    const loaded = await this.#toLoaded(row);
    keep(loaded);
    return this.#released(loaded, tenant, plugin);
  }

  /** One installation by its number, bypassing the cache. @throws Error when it has no version */
  async load(number: number): Promise<Loaded> {
    const [row] = await this.#database.rows<Row>(`${SELECT} WHERE i.number = $1`, [number]);
    if (row === undefined) throw new Error(`installation ${number} has no version`);
    return this.#toLoaded(row);
  }

  /** Holds new requests of an installation until `work` is done. */
  async hold<Result>(number: number, work: () => Promise<Result>): Promise<Result> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#held.set(number, promise);
    try {
      return await work();
    } finally {
      this.#held.delete(number);
      resolve();
    }
  }

  async #released(loaded: Loaded, tenant: string, plugin: string): Promise<Loaded | undefined> {
    const held = this.#held.get(loaded.target.installation);
    if (held === undefined) return loaded;
    const abort = new AbortController();
    const late = sleep(HOLD_MS, 'late' as const, { signal: abort.signal }).catch(() => undefined);
    const first = await Promise.race([held, late]);
    abort.abort();
    if (first === 'late') {
      throw new PlexicaError('plugin_unavailable', `${plugin} is being updated`, { retryAfter: 5 });
    }
    return this.find(tenant, plugin);
  }

  async #toLoaded(row: Row): Promise<Loaded> {
    const { number: installation, tenant, plugin, version, state } = row;
    const published = await this.#published(row);
    if (published === undefined) throw new Error(`${plugin} ${version} was removed`);
    return {
      ...published,
      target: {
        installation,
        tenant,
        plugin,
        version,
        bundle: await this.#openBundle(row),
        config: openConfig(this.#keys, installation, row.config),
        configVersion: row.config_version,
        network: published.manifest.access?.network ?? [],
        codeGeneration: published.manifest.access?.codeGeneration === true,
        members: published.manifest.access?.members === 'read',
        trusted: isVouched({
          publishedBy: row.published_by,
          installedBy: row.installed_by,
          trustedBy: row.trusted_by,
          markedBy: row.marked_by,
        }),
      },
      state,
    };
  }
}
