import { DatabaseError } from 'sequelize';
import type pg from 'pg';
import type { WorkspaceRole } from '../access/workspace-role.ts';
import { CacheUntilChange } from '../database/cache-until-change.ts';
import type { Changes } from '../database/changes.ts';
import type { PlatformDatabase } from '../database/platform-database.ts';
import { workspaceTables } from './tables.ts';

/** A workspace that somebody belongs to. */
export interface Membership {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly role: WorkspaceRole;
}

/** Longest time that an entry stays cached. */
const CACHE_MS = 30_000;

type Database = Pick<PlatformDatabase, 'rows'>;

/** Who belongs to which workspaces. Cached until a workspace, its members or the members of a tenant change. */
export class Memberships {
  readonly #database: Database;
  readonly #cache: CacheUntilChange<readonly Membership[]>;

  constructor(database: Database, changes: Pick<Changes, 'on' | 'connected'>) {
    this.#database = database;
    this.#cache = new CacheUntilChange(changes, ['workspaces', 'members', 'tenants'], {
      max: 10_000,
      ttl: CACHE_MS,
    });
  }

  /**
   * The workspaces of a member, by slug.
   *
   * @param member id
   */
  async of(tenant: string, member: string): Promise<readonly Membership[]> {
    const { workspaces, workspaceMembers } = workspaceTables(tenant);
    return this.#read(`${tenant} ${member}`, () =>
      this.#database.rows<Membership>(
        `SELECT w.id, w.slug, w.name, held.role
           FROM ${workspaceMembers} held JOIN ${workspaces} w ON w.id = held.workspace
          WHERE held.member::text = $1 ORDER BY w.slug`,
        [member],
      ),
    );
  }

  /** All workspaces of a tenant, by slug, as those see them who are administrators of each. */
  async all(tenant: string): Promise<readonly Membership[]> {
    return this.#read(tenant, () =>
      this.#database.rows<Membership>(
        `SELECT id, slug, name, 'ADMIN' AS role FROM ${workspaceTables(tenant).workspaces} ORDER BY slug`,
      ),
    );
  }

  /**
   * The role of a member in a workspace.
   *
   * @param reference id or slug of the workspace
   * @param member id
   */
  async role(tenant: string, reference: string, member: string): Promise<WorkspaceRole | undefined> {
    return named(await this.of(tenant, member), reference)?.role;
  }

  async #read(key: string, load: () => Promise<Membership[]>): Promise<readonly Membership[]> {
    const known = this.#cache.get(key);
    if (known !== undefined) return known;
    const keep = this.#cache.keeper(key);
    const found = await load().catch((error: unknown) => {
      if (isMissingTable(error)) return [];
      throw error;
    });
    keep(found);
    return found;
  }
}

/** The workspace with this id or slug. */
export function named(workspaces: readonly Membership[], reference: string): Membership | undefined {
  return workspaces.find(({ id, slug }) => id === reference || slug === reference);
}

/** undefined_table: the tenant was deleted meanwhile. */
function isMissingTable(error: unknown): boolean {
  return error instanceof DatabaseError && (error.parent as pg.DatabaseError).code === '42P01';
}
