import type { Logger } from 'pino';
import { type Overrunning, overrunning } from './overrunning.ts';
import type { PlatformDatabase } from './platform-database.ts';
import { roleHolder } from './role-holder.ts';
import { statementSeconds } from './roles.ts';
import type { StatementWatch } from './watch-statements.ts';

/** Seconds that PostgreSQL has to end a statement after its limit. */
const MARGIN = 2;
/** Milliseconds that PostgreSQL has to end a statement after it was told to. */
const PATIENCE_MS = 3000;
/** Milliseconds between checks of statements that do not end. */
const AGAIN_MS = 60_000;

const ADVICE =
  'statements of a plugin exceed their time limit, and PostgreSQL cannot interrupt them. Each uses one processor of the ' +
  'database server. Deactivate the plugin, and see "Statements that do not end" in the operating guide.';

/**
 * Reports statements that an external PostgreSQL does not end: the platform cannot signal its processes. When a
 * connection is closed during a statement, PostgreSQL is asked about it after its time limit.
 */
export class UnendedStatements implements StatementWatch {
  readonly #database: PlatformDatabase;
  readonly #log: Logger;
  readonly #waiting = new Map<string, NodeJS.Timeout>();

  constructor(database: PlatformDatabase, log: Logger) {
    this.#database = database;
    this.#log = log;
  }

  hungUp(role: string): void {
    if (!this.#waiting.has(role)) this.#in(this.#limit(role) * 1000, role, () => this.#end(role));
  }

  async close(): Promise<void> {
    for (const timer of this.#waiting.values()) clearTimeout(timer);
    this.#waiting.clear();
  }

  async #end(role: string): Promise<void> {
    const told = await this.#find(role, true);
    if (told.length > 0) this.#in(PATIENCE_MS, role, () => this.#tell(role, told));
  }

  async #tell(role: string, before: readonly Overrunning[]): Promise<void> {
    const now = await this.#find(role, true);
    const left = now.filter(({ pid, started }) =>
      before.some((each) => each.pid === pid && each.started === started),
    );
    if (left.length > 0) {
      const holder = await roleHolder(this.#database, role);
      this.#log.error({ ...holder, role, pids: left.map(({ pid }) => pid) }, ADVICE);
    }
    if (now.length > 0) this.#in(AGAIN_MS, role, () => this.#tell(role, now));
  }

  #find(role: string, terminate: boolean): Promise<Overrunning[]> {
    return overrunning(this.#database, role, this.#limit(role), terminate);
  }

  /** Seconds. */
  #limit(role: string): number {
    return statementSeconds(role, this.#database.roleLimits) + MARGIN;
  }

  #in(ms: number, role: string, work: () => Promise<void>): void {
    const run = (): void => {
      this.#waiting.delete(role);
      work().catch((error: unknown) =>
        this.#log.warn({ err: error, role }, 'cannot check for statements that run too long'),
      );
    };
    this.#waiting.set(role, setTimeout(run, ms).unref());
  }
}
