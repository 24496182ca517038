import { execFile } from 'node:child_process';
import { createServer } from 'node:net';
import { promisify } from 'node:util';
import { bundledNode, serverCommand } from '@plexica/sdk/server';
import { controlPlaneFolder } from '../../control-plane.ts';
import type { Check, Diagnosis, StatusResult } from '../../results/server.ts';
import { apiOf } from '../api.ts';
import { DEFAULT_SERVER, type Connection } from '../context/connection.ts';
import { askServerProgram } from '../project/plexica-server.ts';
import { readiness } from './status.ts';

const run = promisify(execFile);

/** The fix for a missing kernel wall. */
const NO_WALL =
  'Run servers on Linux with bubblewrap and user namespaces (Ubuntu: `sysctl ' +
  'kernel.apparmor_restrict_unprivileged_userns=0`). Until then only trusted plugins run: see ' +
  '`plexica install --trust` and `plexica plugins trust`.';

/** The fix for a missing filter of system calls. */
const NO_FILTER =
  'Run servers on x64 or arm64, on a kernel with seccomp filters (CONFIG_SECCOMP_FILTER). Without the filter, a plugin ' +
  'that exploits a vulnerability in Node or V8 can reach more of the kernel.';

/**
 * Checks what servers and plugin development require on this machine. Changes nothing.
 *
 * @param chosen whether a context, flag or variable selects the server; otherwise a missing server is only a warning
 */
export async function examine(connection: Connection, chosen: boolean): Promise<Diagnosis> {
  // Runs alone, because other checks could reach its probe on this port.
  const port = await portCheck();
  const [node, wall, database, server] = await Promise.all([
    nodeCheck(),
    kernelWallCheck(),
    databaseChecks(),
    serverChecks(connection, chosen),
  ]);
  const checks = [node, wall, ...database, port, ...server];
  return { healthy: checks.every(({ outcome }) => outcome !== 'failed'), checks };
}

async function nodeCheck(): Promise<Check> {
  const name = 'Node for the server';
  const node = bundledNode(controlPlaneFolder()) ?? process.execPath;
  try {
    const { stdout } = await run(node, ['--version']);
    if (Number(/^v(\d+)/.exec(stdout)?.[1]) >= 26) {
      return { name, outcome: 'ok', detail: `${stdout.trim()} at ${node}` };
    }
    return {
      name,
      outcome: 'failed',
      detail: `a server requires Node 26 or newer; ${node} is ${stdout.trim()}`,
      fix: 'Reinstall without --omit=optional, or run plexica with Node 26 or newer.',
    };
  } catch (error) {
    return {
      name,
      outcome: 'failed',
      detail: (error as Error).message.trim(),
      fix: 'On a minimal Debian or Ubuntu, run `apt-get install libatomic1`. Otherwise reinstall plexica.',
    };
  }
}

/** Runs the server's own check, so that the result matches a server started here. */
async function kernelWallCheck(): Promise<Check> {
  const name = 'Isolation of plugins';
  try {
    const [command, arguments_] = serverCommand(controlPlaneFolder(), 'walls');
    const { stdout } = await run(command, arguments_, { timeout: 10_000 });
    const walls = JSON.parse(stdout) as Omit<StatusResult['walls'], 'limits'>;
    return { name, ...judged(walls, walls.why) };
  } catch (error) {
    return { name, outcome: 'failed', detail: (error as Error).message.trim(), fix: NO_WALL };
  }
}

/**
 * Whether the database in `DATABASE_URL` is prepared, as a server started here would find it. Skipped without that
 * variable, because every start prepares the embedded PostgreSQL.
 */
async function databaseChecks(): Promise<Check[]> {
  const name = 'Database';
  try {
    const found = (await askServerProgram('database')) as { name?: string; role?: string };
    if (found.name === undefined) return [];
    return [{ name, outcome: 'ok', detail: `${found.name} is prepared for the role ${found.role}` }];
  } catch (error) {
    const { message, hint } = error as Error & { hint?: string };
    return [{ name, outcome: 'failed', detail: message, ...(hint !== undefined && { fix: hint }) }];
  }
}

function judged(
  { kernel, seccomp }: Pick<StatusResult['walls'], 'kernel' | 'seccomp'>,
  detail: string,
): Omit<Check, 'name'> {
  if (!kernel) return { outcome: 'warning', detail, fix: NO_WALL };
  return seccomp ? { outcome: 'ok', detail } : { outcome: 'warning', detail, fix: NO_FILTER };
}

async function portCheck(): Promise<Check> {
  const standard = new URL(DEFAULT_SERVER);
  const chosen = Number(process.env['PLEXICA_PORT']);
  // 0 picks a free port, and the server itself refuses an invalid one.
  const port = chosen > 0 && chosen <= 65_535 ? chosen : Number(standard.port);
  const name = `Port ${port}`;
  const free = await new Promise<boolean>((resolve) => {
    const probe = createServer()
      .once('error', () => resolve(false))
      .once('listening', () => probe.close(() => resolve(true)))
      .listen(port, '127.0.0.1');
  });
  if (free) {
    return { name, outcome: 'ok', detail: 'free for `plexica up` and `plexica dev`' };
  }
  const url = `http://${standard.hostname}:${port}`;
  const own = await readiness({ url, token: undefined, context: undefined }).catch(() => undefined);
  return own === undefined
    ? { name, outcome: 'warning', detail: 'in use by another program', fix: 'Pass --port to `up` and `dev`.' }
    : { name, outcome: 'ok', detail: `a Plexica server ${own.version} listens on it` };
}

/** The server and, if it responds, the token. */
async function serverChecks(connection: Connection, chosen: boolean): Promise<Check[]> {
  const name = 'Server';
  const answer = await readiness(connection).catch((error: Error & { hint?: string }) => error);
  if (answer instanceof Error) {
    if (!chosen) {
      return [
        {
          name,
          outcome: 'warning',
          detail: 'no server is selected; publishing and installing require one',
          fix: 'Save a server with `plexica login`, or start one with `plexica up`.',
        },
      ];
    }
    const { message, hint } = answer;
    return [{ name, outcome: 'failed', detail: message, ...(hint !== undefined && { fix: hint }) }];
  }
  const { version, status, walls } = answer;
  const detail = `${connection.url} is ${status}, version ${version}; ${walls.why}; ${walls.limits}`;
  const ready: Check =
    status === 'ready' ? { name, ...judged(walls, detail) } : { name, outcome: 'failed', detail };
  return [ready, await tokenCheck(connection)];
}

async function tokenCheck(connection: Connection): Promise<Check> {
  const name = 'Token';
  if (connection.token === undefined) {
    return {
      name,
      outcome: 'warning',
      detail: `no token for ${connection.url}`,
      fix: 'Log in with `plexica login`.',
    };
  }
  try {
    const { id, scope } = await apiOf(connection).whoami();
    return { name, outcome: 'ok', detail: `${id}, scope ${scope}` };
  } catch (error) {
    const { message, hint } = error as Error & { hint?: string };
    return { name, outcome: 'failed', detail: message, ...(hint !== undefined && { fix: hint }) };
  }
}
