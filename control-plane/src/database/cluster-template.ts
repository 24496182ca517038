import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { chownSync, constants, cpSync, readdirSync } from 'node:fs';
import { chown, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Logger } from 'pino';
import { openCacheFolder } from '../cache-folder.ts';
import { literal } from './names.ts';
import type { PostgresBinaries } from './postgres-binaries.ts';

/** Name of the superuser that initdb creates. */
export const SUPERUSER = 'postgres';

const OPTIONS = [
  `--username=${SUPERUSER}`,
  '--auth=scram-sha-256',
  '--encoding=UTF8',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  '--locale=C',
  '--no-instructions',
];

const run = promisify(execFile);

/**
 * Creates a cluster. initdb takes about a second of the processor, and its result is always the same, so the first one is
 * kept in a cache folder and copied from then on. Without a usable template, initdb runs again.
 *
 * @param folder empty, and owned by the user of PostgreSQL
 * @param verifier password of the superuser, as `scramVerifier` makes it
 * @throws Error of initdb with `stderr`, or of the file system
 */
export async function createCluster(
  folder: string,
  verifier: string,
  binaries: PostgresBinaries,
  log: Logger,
): Promise<void> {
  const template = await findTemplate(binaries).catch((error: unknown) => {
    log.debug({ err: error }, 'no cache folder for the template of the database');
    return undefined;
  });
  if (template !== undefined && (await exists(template))) {
    try {
      copyCluster(template, folder, binaries.user);
      // A copy that a power failure cut short would be taken for a whole cluster.
      await run(binaries.initdb, ['--sync-only', `--pgdata=${folder}`], asUser(binaries));
      await setSuperuserPassword(folder, verifier, binaries);
      return;
    } catch (error) {
      log.warn({ err: error, template }, 'the template of the database is damaged and is replaced');
      await rm(template, { recursive: true, force: true });
      for (const name of await readdir(folder)) await rm(join(folder, name), { recursive: true });
    }
  }
  await initdb(folder, binaries);
  if (template !== undefined) {
    await keep(folder, template).catch((error: unknown) =>
      log.debug({ err: error }, 'could not keep a template of the database'),
    );
  }
  await setSuperuserPassword(folder, verifier, binaries);
}

async function findTemplate(binaries: PostgresBinaries): Promise<string | undefined> {
  const cache = openCacheFolder();
  return cache === undefined ? undefined : join(cache, await nameOf(binaries));
}

async function initdb(folder: string, binaries: PostgresBinaries): Promise<void> {
  const password = `${folder}.password`;
  await writeFile(password, randomBytes(32).toString('hex'), { mode: 0o600 });
  try {
    if (binaries.user) await chown(password, binaries.user.uid, binaries.user.gid);
    await run(binaries.initdb, [`--pgdata=${folder}`, `--pwfile=${password}`, ...OPTIONS], asUser(binaries));
  } finally {
    await rm(password, { force: true });
  }
}

function asUser({ user }: PostgresBinaries) {
  return { ...user, cwd: '/', env: { PATH: process.env['PATH'] } };
}

/** Another version of PostgreSQL, other options or another time zone of the machine make another cluster. */
async function nameOf({ postgres }: PostgresBinaries): Promise<string> {
  const { stdout: version } = await run(postgres, ['--version'], { cwd: '/' });
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const made = createHash('sha256').update(JSON.stringify([version, timeZone, OPTIONS]));
  return `postgres-${made.digest('hex').slice(0, 16)}`;
}

/** A template is complete from the moment it exists, whoever else makes it, is killed or loses power meanwhile. */
async function keep(folder: string, template: string): Promise<void> {
  const draft = `${template}.${randomBytes(6).toString('hex')}`;
  try {
    copyCluster(folder, draft, undefined);
    for (const entry of readdirSync(draft, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const file = await open(join(entry.parentPath, entry.name));
      try {
        await file.sync();
      } finally {
        await file.close();
      }
    }
    await rename(draft, template);
  } catch (error) {
    if (!(await exists(template))) throw error;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** Not in steps: a thousand small files take a tenth of the time at once, and the server does nothing else yet. */
function copyCluster(from: string, to: string, owner: PostgresBinaries['user']): void {
  cpSync(from, to, { recursive: true, mode: constants.COPYFILE_FICLONE });
  if (owner === undefined) return;
  for (const name of readdirSync(to, { recursive: true, encoding: 'utf8' }))
    chownSync(join(to, name), owner.uid, owner.gid);
}

async function exists(folder: string): Promise<boolean> {
  return readFile(join(folder, 'PG_VERSION')).then(
    () => true,
    () => false,
  );
}

/** The cluster must not run. The password that initdb gave it is random and was not kept. */
async function setSuperuserPassword(
  folder: string,
  verifier: string,
  binaries: PostgresBinaries,
): Promise<void> {
  const running = run(
    binaries.postgres,
    ['--single', '-j', '-D', folder, '-c', 'log_checkpoints=off', 'postgres'],
    asUser(binaries),
  );
  running.child.stdin?.end(`ALTER ROLE ${SUPERUSER} PASSWORD ${literal(verifier)}`);
  const { stderr } = await running;
  // It goes on after a statement that fails.
  if (/\b(?:ERROR|FATAL):/.test(stderr)) throw Object.assign(new Error('no password was set'), { stderr });
}
