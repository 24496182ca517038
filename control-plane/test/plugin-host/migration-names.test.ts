import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { readMigrations } from '../../src/installations/apply-version.ts';
import { checkMigrations } from '../../src/plugin-host/migrations/check-migrations.ts';

describe('the migrations of a folder', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'plexica-migrations-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('are its .sql files by name', async () => {
    await mkdir(join(folder, 'migrations'));
    for (const name of ['010.sql', '002.sql', 'notes.txt']) {
      await writeFile(join(folder, 'migrations', name), 'create table t (id int)');
    }
    expect(await checkMigrations(folder)).to.deep.equal(['migrations/002.sql', 'migrations/010.sql']);
    expect((await readMigrations(folder)).map(({ name }) => name)).to.deep.equal(['002.sql', '010.sql']);
  });

  it('are none where there is no such folder', async () => {
    expect(await checkMigrations(folder)).to.deep.equal([]);
    expect(await readMigrations(folder)).to.deep.equal([]);
  });

  it('are refused where one is not UTF-8, with file and line', async () => {
    await mkdir(join(folder, 'migrations'));
    const text = Buffer.from("-- a\ncreate table t (id int default 'caf\xe9');\n", 'latin1');
    await writeFile(join(folder, 'migrations', '001.sql'), text);
    for (const read of [checkMigrations, readMigrations]) {
      const error = await read(folder).catch((error: unknown) => error);
      expect(error).to.include({ code: 'migration_refused' });
      expect((error as Error).message).to.equal('migrations/001.sql:2: is not valid UTF-8');
    }
  });

  it('are read without one byte order mark, and refused as UTF-16', async () => {
    const file = join(folder, 'migrations', '001.sql');
    await mkdir(join(folder, 'migrations'));
    await writeFile(file, '\uFEFFcreate table t (id int);\n');
    await checkMigrations(folder);
    expect((await readMigrations(folder))[0]?.sql).to.equal('create table t (id int);\n');
    for (const mark of ['', '\uFEFF']) {
      await writeFile(file, Buffer.from(`${mark}create table t (id int);\n`, 'utf16le'));
      const error = await checkMigrations(folder).catch((error: unknown) => error);
      expect((error as Error).message).to.equal('migrations/001.sql:1: is UTF-16; save it as UTF-8');
    }
  });

  it('are not known where it cannot be read', async () => {
    await symlink('migrations', join(folder, 'migrations'));
    for (const read of [checkMigrations, readMigrations]) {
      const error = await read(folder).catch((error: unknown) => error);
      expect(error).to.include({ code: 'ELOOP' });
    }
  });
});
