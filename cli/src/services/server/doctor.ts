import { execFile } from 'node:child_process';
import { createServer } from 'node:net';
import { promisify } from 'node:util';
import { bundledNode } from '@plexica/sdk/server';
import { controlPlaneFolder } from '../../control-plane.ts';
import type { Check, Diagnosis } from '../../results/server.ts';
import { apiOf } from '../api.ts';
import { DEFAULT_SERVER, type Connection } from '../context/connection.ts';
import { readiness } from './status.ts';

const run = promisify(execFile);

/** Looks at everything that a server and a plugin developer need on this machine. Changes nothing. */
export async function examine(connection: Connection): Promise<Diagnosis> {
  const checks = await Promise.all([
    nodeCheck(),
    kernelWallCheck(),
    portCheck(),
    serverCheck(connection),
    tokenCheck(connection),
  ]);
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

async function kernelWallCheck(): Promise<Check> {
  const name = 'Isolation of plugins';
  const without = (detail: string, fix: string): Check => ({ name, outcome: 'warning', detail, fix });
  if (process.platform !== 'linux') {
    return without(
      `${process.platform} has no kernel wall for plugins`,
      'Run code that you do not trust on a Linux server.',
    );
  }
  try {
    await run('bwrap', ['--unshare-all', '--ro-bind', '/', '/', 'true'], { timeout: 5000 });
    return { name, outcome: 'ok', detail: 'bubblewrap can make namespaces' };
  } catch (error) {
    const { code, stderr } = error as NodeJS.ErrnoException & { stderr?: string };
    return code === 'ENOENT'
      ? without('bubblewrap is not installed', 'Debian and Ubuntu: `apt-get install bubblewrap`.')
      : without(
          `bubblewrap cannot make namespaces: ${stderr?.trim() ?? ''}`,
          'Allow unprivileged user namespaces; on Ubuntu `sysctl kernel.apparmor_restrict_unprivileged_userns=0`.',
        );
  }
}

async function portCheck(): Promise<Check> {
  const port = Number(new URL(DEFAULT_SERVER).port);
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
  const own = await readiness({ url: DEFAULT_SERVER, token: undefined, context: undefined }).catch(
    () => undefined,
  );
  return own === undefined
    ? { name, outcome: 'warning', detail: 'taken by another program', fix: 'Use --port with `up` and `dev`.' }
    : { name, outcome: 'ok', detail: `a Plexica server ${own.version} listens on it` };
}

async function serverCheck(connection: Connection): Promise<Check> {
  const name = 'Server';
  try {
    const { version, status, walls } = await readiness(connection);
    return {
      name,
      outcome: status === 'ready' ? 'ok' : 'failed',
      detail: `${connection.url} is ${status}, version ${version}; ${walls.why}`,
    };
  } catch (error) {
    const { message, hint } = error as Error & { hint?: string };
    const outcome = connection.context === undefined ? 'warning' : 'failed';
    return { name, outcome, detail: message, ...(hint !== undefined && { fix: hint }) };
  }
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
