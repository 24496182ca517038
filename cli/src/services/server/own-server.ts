import { randomBytes } from 'node:crypto';
import { PlexicaError } from '@plexica/sdk/errors';
import { startServer, type StartedServer } from '@plexica/sdk/server';
import { controlPlaneFolder } from '../../control-plane.ts';
import type { Planned } from '../../results/planned.ts';
import { DEFAULT_SERVER } from '../context/connection.ts';
import { onStoppedAgain } from './stop-signal.ts';

export interface OwnServerOptions {
  /** What the server is told beside the options below. */
  environment: NodeJS.ProcessEnv;
  /** That of the last start, so that nobody has to log in anew; without one, and without the variable, one is made. */
  token: string | undefined;
  /** Undefined: the server's default, or the variable of the environment. */
  port: number | undefined;
  data: string | undefined;
  onLog: (line: string) => void;
  /** Says that somebody else uses the data folder. */
  inUse: string;
}

export interface OwnServer extends StartedServer {
  token: string;
}

/**
 * Starts a control plane on embedded parts.
 *
 * @throws PlexicaError the server's own: `data_folder_in_use`, `port_in_use`, `invalid_configuration`, …
 */
export async function startOwnServer(options: OwnServerOptions): Promise<OwnServer> {
  const token =
    // The server too takes an empty variable for an absent one.
    (process.env.PLEXICA_ADMIN_TOKEN || options.token) ?? `plx_${randomBytes(32).toString('base64url')}`;
  const server = await startServer({
    controlPlane: controlPlaneFolder(),
    environment: {
      ...options.environment,
      PLEXICA_ADMIN_TOKEN: token,
      ...(options.port !== undefined && { PLEXICA_PORT: String(options.port) }),
      ...(options.data !== undefined && { PLEXICA_DATA: options.data }),
    },
    onLog: options.onLog,
  }).catch((error: unknown) => {
    if (error instanceof PlexicaError && error.code === 'data_folder_in_use') {
      throw new PlexicaError(error.code, `${options.inUse} (${error.message}).`, {
        hint: 'Use that server, or stop it first.',
        cause: error,
      });
    }
    throw error;
  });
  return { ...server, token };
}

/**
 * Waits until somebody wants the server to stop.
 *
 * @throws PlexicaError `server_unreachable` when it ended by itself
 */
export async function untilStopped<Signal>(server: StartedServer, stop: Promise<Signal>): Promise<Signal> {
  const first = await Promise.race([stop.then((signal) => ({ signal })), server.ended]);
  if ('exit' in first) {
    // Killed, it had no time to say why.
    const last = first.exit.startsWith('SIG') ? '.' : `:\n${first.stderr.split('\n').slice(-3).join('\n')}`;
    throw new PlexicaError('server_unreachable', `The server exited unexpectedly with ${first.exit}${last}`, {
      hint: 'Start it again; the data is kept. `plexica doctor` checks this machine.',
    });
  }
  return first.signal;
}

/** Stops a server; to be asked once more while it takes its time kills it. */
export async function stopOwnServer(server: StartedServer): Promise<void> {
  const settled = onStoppedAgain(() => server.kill());
  await server.stop();
  settled();
}

/** The port that the environment names; empty values count as absent, as they do for the server. */
export function portOf({ PLEXICA_PORT }: NodeJS.ProcessEnv): string | undefined {
  return PLEXICA_PORT === '' ? undefined : PLEXICA_PORT;
}

/** What a start would bring; the server itself decides on a folder that nobody named. */
export function planOwnServer({
  port,
  data,
}: {
  port?: number | undefined;
  data?: string | undefined;
}): Planned {
  const folder = data ?? (process.env.PLEXICA_DATA || 'the data folder of this system');
  const at = port ?? portOf(process.env) ?? new URL(DEFAULT_SERVER).port;
  return {
    dryRun: true,
    changes: [
      { action: 'create', resource: 'server', name: `on port ${at}`, detail: `with data in ${folder}` },
    ],
  };
}
