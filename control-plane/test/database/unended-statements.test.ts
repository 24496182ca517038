import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import pino from 'pino';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../src/database/embedded.ts';
import { processUsage } from '../../src/processes/process-usage.ts';
import { deriveKeys } from '../../src/keys.ts';
import { publish } from '../installations/plugin-package.ts';
import { startServer, type TestServer } from '../server.ts';
import { ENDLESS } from '../walls/endless.ts';
import { ATTACKER } from '../walls/tenants.ts';

const SECRET = 'a secret of one replica, long enough';

describe('a statement that a PostgreSQL elsewhere cannot interrupt', function () {
  this.timeout(240_000);
  let folder: string;
  let postgres: EmbeddedPostgres;
  let server: TestServer;
  before(async function () {
    // The test ends the statement as an administrator of such a database would on Linux.
    if (process.platform !== 'linux') this.skip();
    folder = await mkdtemp(join(tmpdir(), 'plexica-unended-'));
    await chmod(folder, 0o711);
    const log = pino({ level: 'silent' });
    postgres = await startEmbeddedPostgres(join(folder, 'database'), deriveKeys(SECRET), log);
    server = await startServer({ DATABASE_URL: postgres.url, PLEXICA_SECRET: SECRET });
    await publish(server, ATTACKER);
    await server.request('POST', '/v1/tenants', { json: { slug: 'acme' } });
    await server.request('POST', '/v1/tenants/acme/plugins', { json: { plugin: 'notes', trust: true } });
  });
  after(async () => {
    await server?.stop();
    await postgres?.stop();
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  });

  it('is told of, with its processes, until somebody has ended it', async () => {
    const { body } = await server.request('POST', '/t/acme/notes/sql', {
      json: { sql: ENDLESS['an array in an array'].sql },
    });
    expect(body.code).to.equal('plugin_timeout');
    const told = () => server.logs.filter((line) => line.includes('exceed their time limit'));
    while (told().length === 0) await sleep(100);
    const { pids, ...line } = JSON.parse(told()[0] ?? '') as { pids: number[] };
    expect(line).to.include({ tenant: 'acme', plugin: 'notes' });
    expect(pids).to.have.length(1);
    const [pid] = pids as [number];
    expect(processUsage(pid)?.running).to.equal(true);
    process.kill(pid, 'SIGFPE');
    while (processUsage(pid) !== undefined) await sleep(20);
    const { status } = await server.request('GET', '/readyz');
    expect(status).to.equal(200);
  });
});
