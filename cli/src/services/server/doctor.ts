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

/** What to do where the kernel wall is missing. */
const NO_WALL =
  'Run servers on a Linux with bubblewrap that allows user namespaces (Ubuntu: `sysctl ' +
  'kernel.apparmor_restrict_unprivileged_userns=0`). Until then only plugins run that somebody answers for: ' +
  '`plexica install --trust`, `plexica plugins trust`.';

/** What to do where only the filter of system calls is missing. */
const NO_FILTER =
  'Run servers on x64 or arm64, on a kernel with seccomp filters (CONFIG_SECCOMP_FILTER). Until then native code, which ' +
  'a hole in Node or V8 would let a plugin run, reaches more of the kernel.';

/**
 * Looks at everything that a server and a plugin developer need on this machine. Changes nothing.
 *
 * @param chosen whether a context, flag or variable names the server; without that nobody has to have one yet
 */
export async function examine(connection: Connection, chosen: boolean): Promise<Diagnosis> {
  // Alone, because what asks for a server on this port meanwhile would find the probe.
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
      detail: `${node} is ${stdout.trim()}, and a server needs 26 or newer`,
      fix: 'Install again without --omit=optional, or run plexica with Node 26 or newer.',
    };
  } catch (error) {
    return {
      name,
      outcome: 'failed',
      detail: (error as Error).message.trim(),
      fix: 'On a bare Debian or Ubuntu, `apt-get install libatomic1`; otherwise install plexica again.',
    };
  }
}

/** Asks the server's own program, so that the answer is what a server started here would find. */
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
 * Whether the database that `DATABASE_URL` names is prepared, as a server started here would find it. Nothing to check
 * without that variable: every start prepares the embedded PostgreSQL.
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
  // 0 picks a free one at every start, and what is no port stops the server itself.
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
    ? { name, outcome: 'warning', detail: 'taken by another program', fix: 'Use --port with `up` and `dev`.' }
    : { name, outcome: 'ok', detail: `a Plexica server ${own.version} listens on it` };
}

/** The server, and where it answers the token. */
async function serverChecks(connection: Connection, chosen: boolean): Promise<Check[]> {
  const name = 'Server';
  const answer = await readiness(connection).catch((error: Error & { hint?: string }) => error);
  if (answer instanceof Error) {
    if (!chosen) {
      return [
        {
          name,
          outcome: 'warning',
          detail: 'no server is set; one is needed to publish and install',
          fix: '`plexica login` remembers one, `plexica up` starts one.',
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
      detail: `none for ${connection.url}`,
      fix: '`plexica login` remembers one.',
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
