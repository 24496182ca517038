import { readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import pino from 'pino';
import { startEmbeddedPostgres } from '../../src/database/embedded.ts';
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
  /** Of the cluster's own administrator. */
  readonly superuserUrl: string;
  readonly #runtimeUrl: string;
  readonly #made = new Set<string>();
  #client: pg.Client | undefined;

  private constructor(folder: string, urls: [string, string], stop: () => Promise<void>) {
    this.#folder = folder;
    [this.superuserUrl, this.#runtimeUrl] = urls;
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
    await cluster.superuser(
      `create role overruns_r login password '${scramVerifier(keys, 'overruns_r')}';
       create schema overruns; grant usage on schema overruns to overruns_r;
       alter role overruns_r set search_path = overruns;
       alter role overruns_r set statement_timeout = '${TIMEOUT_MS}ms';
       create table overruns.rows as select i from generate_series(1, ${ROW_COUNT}) i;
       analyze overruns.rows; grant select on overruns.rows to overruns_r; checkpoint`,
    );
    // What plugins may not call is measured too.
    await cluster.superuser(undoRightsStatement('plexica'));
    return cluster;
  }

  async superuser<Row extends pg.QueryResultRow>(sql: string): Promise<Row[]> {
    const client = await connect(this.superuserUrl);
    try {
      return (await client.query<Row>(sql)).rows;
    } finally {
      await client.end();
    }
  }

  /** Puts a value into a table, so that no statement's time is that of making it. @returns an expression that reads it */
  async value(type: string, shape: string, bytes: number): Promise<string> {
    // A row has no room for a large value of this type.
    const asText = type === 'tsquery' ? '::text' : '';
    const table = `overruns."${type} ${shape} ${bytes}"`;
    if (!this.#made.has(table)) {
      const make = SHAPES[type]?.[shape];
      if (make === undefined) throw new Error(`no shape ${shape} of ${type}`);
      await this.superuser(
        `create table ${table} as select (${make(bytes)})::${type}${asText} as v; grant select on ${table} to overruns_r`,
      );
      this.#made.add(table);
    }
    return `(select v${asText && `::${type}`} from ${table})`;
  }

  async run(sql: string): Promise<Outcome> {
    for (;;) {
      const outcome = await this.#try(sql);
      // The end of a killed backend ends the others too, some moments later.
      if (/^(ok|killed|[0-9A-Z]{5})$/.test(outcome.end) && !outcome.end.startsWith('57P')) return outcome;
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
    if (end === 'killed' || !/^(ok|[0-9A-Z]{5})$/.test(end) || end.startsWith('57P'))
      this.#client = undefined;
    return { end, cpu: cpu - before };
  }

  async stop(): Promise<void> {
    await this.#client?.end().catch(() => undefined);
    await this.#stop();
    await rm(this.#folder, { recursive: true, force: true });
  }
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

/** Milliseconds of the processor that a process has had; `/proc` counts in hundredths of a second. */
function cpuMs(pid: number): number | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return undefined;
  }
}
