import { chmod, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import pg from 'pg';
import pino from 'pino';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../src/database/embedded.ts';
import { deriveKeys } from '../../src/keys.ts';

/** The number that initdb gives each cluster. */
async function identity(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query('SELECT system_identifier::text AS id FROM pg_control_system()');
    return (rows[0] as { id: string }).id;
  } finally {
    await client.end();
  }
}

describe('the cluster of an embedded PostgreSQL', () => {
  let folder: string;
  let before: string | undefined;
  const running: EmbeddedPostgres[] = [];
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'plexica-template-'));
    // The user that PostgreSQL runs as has to pass through.
    await chmod(folder, 0o711);
    before = process.env['XDG_CACHE_HOME'];
    process.env['XDG_CACHE_HOME'] = folder;
  });
  afterEach(async () => {
    if (before === undefined) delete process.env['XDG_CACHE_HOME'];
    else process.env['XDG_CACHE_HOME'] = before;
    for (const postgres of running.splice(0)) await postgres.stop();
    await rm(folder, { recursive: true });
  });

  const start = async (name: string): Promise<EmbeddedPostgres> => {
    const keys = deriveKeys(name.repeat(16));
    const postgres = await startEmbeddedPostgres(join(folder, name), keys, pino({ level: 'silent' }));
    running.push(postgres);
    return postgres;
  };
  const templates = () => readdir(join(folder, 'plexica')).catch(() => []);

  it('is a copy of the first one, with a password of its own', async () => {
    const one = await start('one');
    expect(await templates()).to.have.length(1);
    const other = await start('other');
    expect(await identity(other.superuserUrl)).to.equal(await identity(one.superuserUrl));
    expect(await templates()).to.have.length(1);
    const wrong = new URL(other.superuserUrl);
    wrong.password = new URL(one.superuserUrl).password;
    const refused = await identity(wrong.href).catch((error: unknown) => error);
    expect(refused).to.include({ code: '28P01' });
  });

  it('is made anew where the copy is damaged, and so is the copy', async () => {
    const one = await start('one');
    const [template = ''] = await templates();
    await rm(join(folder, 'plexica', template, 'global/pg_control'));
    const [other, third] = [await start('other'), await start('third')];
    expect(await identity(other.superuserUrl)).not.to.equal(await identity(one.superuserUrl));
    expect(await identity(third.superuserUrl)).to.equal(await identity(other.superuserUrl));
  });

  it('is made anew where others could write to the cache folder', async function () {
    if (process.platform === 'win32') this.skip();
    await mkdir(join(folder, 'plexica'));
    await chmod(join(folder, 'plexica'), 0o777);
    const [one, other] = [await start('one'), await start('other')];
    expect(await identity(other.superuserUrl)).not.to.equal(await identity(one.superuserUrl));
    expect(await templates()).to.deep.equal([]);
  });

  it('is made anew where there can be no cache folder', async () => {
    process.env['XDG_CACHE_HOME'] = '/dev/null';
    expect(await identity((await start('one')).superuserUrl)).to.match(/^\d+$/);
  });
});
