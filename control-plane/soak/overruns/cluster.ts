import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import pino from 'pino';
import { startEmbeddedPostgres } from '../../src/database/embedded.ts';
import { processUsage } from '../../src/processes/process-usage.ts';
import { undoRightsStatement } from '../../src/database/public-rights.ts';
import { scramVerifier } from '../../src/database/roles.ts';
import { deriveKeys } from '../../src/keys.ts';
import { SHAPES } from './values.ts';

/** The time that a statement has, and after which it overruns. */
export const TIMEOUT_MS = 500;
/** Milliseconds of the processor after which the backend is killed. */
const PATIENCE_MS = 1500;
/** Rows of the table `rows`. */
const ROW_COUNT = 1_000_000;

export interface Outcome {
  /** `ok`, the SQLSTATE, or `killed` */
  end: string;
  /** Milliseconds of the processor that the statement has taken. */
  cpu: number;
}

/** A PostgreSQL that may be broken. */
export class Cluster {
  readonly #folder: string;
  readonly #stop: () => Promise<void>;
  readonly #superuserUrl: string;
  readonly #runtimeUrl: string;
  readonly #made = new Map<string, Promise<string | undefined>>();
  #client: pg.Client | undefined;

  private constructor(folder: string, urls: [string, string], stop: () => Promise<void>) {
    this.#folder = folder;
    [this.#superuserUrl, this.#runtimeUrl] = urls;
    this.#stop = stop;
  }

  static async start(): Promise<Cluster> {
    const folder = await mkdtemp(join(tmpdir(), 'plexica-overruns-'));
    await chmod(folder, 0o711);
    const keys = deriveKeys('a secret that is used only here');
    const postgres = await startEmbeddedPostgres(join(folder, 'database'), keys, pino({ level: 'silent' }));
    const runtime = new URL(postgres.url);
    runtime.username = 'overruns_r';
    runtime.password = keys.rolePassword('overruns_r');
    const cluster = new Cluster(folder, [postgres.superuserUrl, runtime.href], () => postgres.stop());
    await cluster.asSuperuser((client) =>
      client.query(
        `create role overruns_r login password '${scramVerifier(keys, 'overruns_r')}';
       create schema overruns; grant usage on schema overruns to overruns_r;
       alter role overruns_r set search_path = overruns;
       alter role overruns_r set statement_timeout = '${TIMEOUT_MS}ms';
       create table overruns.rows as select i from generate_series(1, ${ROW_COUNT}) i;
       analyze overruns.rows; grant select on overruns.rows to overruns_r`,
      ),
    );
    // What plugins may not call is measured too.
    await cluster.asSuperuser((client) => client.query(undoRightsStatement('plexica')));
    return cluster;
  }

  async asSuperuser<Result>(work: (client: pg.Client) => Promise<Result>): Promise<Result> {
    const client = await connect(this.#superuserUrl);
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  }

  /**
   * Puts a value into a table, so that no statement's time is that of making it.
   *
   * @returns an expression that reads it; `undefined` where there is no such value
   */
  value(type: string, shape: string, bytes: number): Promise<string | undefined> {
    // A row has no room for a large value of this type.
    const asText = type === 'tsquery' ? '::text' : '';
    const table = `overruns."${type} ${shape} ${bytes}"`;
    const made = this.#made.get(table) ?? this.#make(type, shape, bytes, asText, table);
    this.#made.set(table, made);
    return made;
  }

  async #make(
    type: string,
    shape: string,
    bytes: number,
    asText: string,
    table: string,
  ): Promise<string | undefined> {
    const make = SHAPES[type]?.[shape];
    if (make === undefined) throw new Error(`no shape ${shape} of ${type}`);
    try {
      await this.asSuperuser((client) =>
        client.query(
          `create table ${table} as select (${make(bytes)})::${type}${asText} as v;
           grant select on ${table} to overruns_r`,
        ),
      );
    } catch (error) {
      if (!isOfStatement(String((error as { code?: string }).code))) {
        return this.#make(type, shape, bytes, asText, table);
      }
      return undefined;
    }
    return `(select v${asText && `::${type}`} from ${table})`;
  }

  async run(sql: string): Promise<Outcome> {
    for (;;) {
      const outcome = await this.#try(sql);
      if (isOfStatement(outcome.end)) return outcome;
    }
  }

  async #try(sql: string): Promise<Outcome> {
    const client = (this.#client ??= await connect(this.#runtimeUrl));
    const pid = (client as unknown as { processID: number }).processID;
    const before = cpuMs(pid) ?? 0;
    let cpu = before;
    let end: string | undefined;
    const done = client.query(sql).then(
      () => (end = 'ok'),
      (error: { code?: string; message: string }) => (end = error.code ?? error.message),
    );
    while (end === undefined) {
      await Promise.race([done, sleep(20)]);
      cpu = cpuMs(pid) ?? cpu;
      if (end === undefined && cpu - before > PATIENCE_MS) {
        process.kill(pid, 'SIGKILL');
        await done;
        end = 'killed';
      }
    }
    if (end === 'killed' || !isOfStatement(end)) this.#client = undefined;
    return { end, cpu: cpu - before };
  }

  async stop(): Promise<void> {
    await this.#client?.end().catch(() => undefined);
    await this.#stop();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** Whether a statement itself ended so: the end of a killed backend ends the others too, some moments later. */
function isOfStatement(end: string): boolean {
  return /^(ok|killed|[0-9A-Z]{5})$/.test(end) && !end.startsWith('57P');
}

/** After a backend was killed, PostgreSQL takes no connections for a moment. */
async function connect(url: string): Promise<pg.Client> {
  for (const end = Date.now() + 120_000; ; await sleep(50)) {
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return client;
    } catch (error) {
      if (Date.now() > end) throw error;
    }
  }
}

function cpuMs(pid: number): number | undefined {
  const usage = processUsage(pid);
  return usage && usage.user + usage.system;
}
