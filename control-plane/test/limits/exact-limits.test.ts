import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import pino from 'pino';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../src/database/embedded.ts';
import { openPlatformDatabase, type PlatformDatabase } from '../../src/database/platform-database.ts';
import { deriveKeys } from '../../src/keys.ts';
import { ExactLimits } from '../../src/limits/exact-limits.ts';
import { readRates, type Rates } from '../../src/rates.ts';

const LOG = pino({ level: 'silent' });
const RATES = readRates('login=10/h,reset=off,device=3/h') as Rates;

describe('limits that are counted exactly', function () {
  this.timeout(60_000);
  let folder: string;
  let postgres: EmbeddedPostgres;
  let database: PlatformDatabase;
  let servers: ExactLimits[];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'plexica-exact-'));
    await chmod(folder, 0o711);
    postgres = await startEmbeddedPostgres(
      join(folder, 'database'),
      deriveKeys('a secret of exact limits, long enough'),
      LOG,
    );
    database = await openPlatformDatabase(postgres.url, LOG);
    servers = [new ExactLimits(RATES, database), new ExactLimits(RATES, database)];
  });
  after(async () => {
    await database?.close();
    await postgres?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** @returns how many of the attempts, at all servers in turn, were allowed */
  async function allowed(count: number, key: string, limit: 'login' | 'reset' | 'device' = 'login') {
    const attempts = Array.from({ length: count }, async (_, n) =>
      servers[n % servers.length]?.attempt(limit, key),
    );
    return (await Promise.all(attempts)).filter((reached) => reached === undefined).length;
  }

  it('allow over all servers no more than the limit', async () => {
    expect(await allowed(30, '198.51.100.1')).to.equal(10);
    expect(await allowed(5, '198.51.100.2')).to.equal(5);
    expect(await allowed(6, '198.51.100.1', 'device')).to.equal(3);
  });

  it('say how long to wait', async () => {
    await allowed(12, '198.51.100.3');
    const reached = await servers[0]?.attempt('login', '198.51.100.3');
    expect(reached?.rate.text).to.equal('10/h');
    expect(reached?.wait).to.be.within(3_500_000, 3_600_000);
  });

  it('allow everything where they are off', async () => {
    expect(await allowed(50, '198.51.100.1', 'reset')).to.equal(50);
  });

  it('are counted in memory while the database is away', async () => {
    await database.run('ALTER TABLE plexica.exact_limits RENAME TO away', null);
    expect(await allowed(40, '198.51.100.4')).to.equal(20);
    await database.run('ALTER TABLE plexica.away RENAME TO exact_limits', null);
    expect(await allowed(20, '198.51.100.5')).to.equal(10);
  });
});
