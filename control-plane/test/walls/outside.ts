import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { chmod, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { type AddressInfo, type Server, type Socket, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { NOBODY } from '../../src/plugin-host/sandbox/walls.ts';
import { startVictim } from './victim.ts';

/**
 * What a plugin could reach were there no walls: open to every user of this machine, and to the one that plugins run
 * as above all, so that nothing but a wall denies it.
 */
export interface Outside {
  /** Stands in everything secret. */
  canary: string;
  /** Ports of this machine; whoever connects by TCP is sent the canary. */
  tcp: number;
  udp: number;
  /** Sockets that send the canary. */
  unix: string;
  abstract: string;
  /** A folder in which everybody may write, with the files `movable` and `removable`. */
  folder: string;
  /** JSON that has the canary. */
  secret: string;
  /** A symbolic link to the secret. */
  link: string;
  /** A certificate, as text. */
  certificate: string;
  /** A library of this machine. */
  library: string;
  /** Number of a process of the same user. */
  victim: number;
  /** Whether something was reached since the last time it was asked. */
  touched(): boolean;
  /** Resolves once there is a victim of this user; one that is gone, or another's, is replaced. */
  restored(user: number): Promise<void>;
  close(): Promise<void>;
}

const CANARY = 'a3f1c0ffee-canary';

export async function openOutside(): Promise<Outside> {
  const folder = await mkdtemp(join(tmpdir(), 'plexica-outside-'));
  await chmod(folder, 0o777);
  const secret = join(folder, 'secret.json');
  const link = join(folder, 'found');
  await writeFile(secret, JSON.stringify({ version: 3, sources: [], mappings: '', canary: CANARY }));
  await symlink(secret, link);
  const certificate = join(folder, 'certificate.pem');
  await writeFile(certificate, rootCertificates[0] as string);
  await writeFile(join(folder, 'package.json'), JSON.stringify({ name: CANARY }));
  for (const name of ['movable', 'removable']) await writeFile(join(folder, name), '');
  for (const name of ['secret.json', 'certificate.pem', 'package.json', 'movable', 'removable'])
    await chmod(join(folder, name), 0o666);
  const unix = join(folder, 'outside.sock');
  const abstract = `\0${folder}`;
  let touched = false;
  const servers: Server[] = [];
  const sockets = new Set<Socket>();
  for (const place of [0, unix, abstract] as const) {
    const server = createServer((socket) => {
      touched ||= place === 0;
      sockets.add(socket);
      socket.on('error', () => undefined).end(`HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n${CANARY}`);
    });
    const listening = once(server, 'listening');
    if (place === 0) server.listen(0, '127.0.0.1');
    else server.listen(place);
    await listening;
    servers.push(server);
  }
  await chmod(unix, 0o777);
  const datagrams = createSocket('udp4').on('message', () => (touched = true));
  await once(datagrams.bind(0, '127.0.0.1'), 'listening');
  let [victim, owner] = [await startVictim(NOBODY), NOBODY];
  const isGone = () => victim.exitCode !== null || victim.signalCode !== null;
  return {
    canary: CANARY,
    tcp: ((servers[0] as Server).address() as AddressInfo).port,
    udp: datagrams.address().port,
    unix,
    abstract,
    folder,
    secret,
    link,
    certificate,
    library: `/lib/${readdirSync('/lib').find((name) => name.endsWith('-linux-gnu'))}/libz.so.1`,
    get victim() {
      return victim.pid as number;
    },
    touched() {
      const now = touched || isGone();
      touched = false;
      return now;
    },
    async restored(user) {
      if (!isGone() && owner === user) return;
      victim.kill('SIGKILL');
      [victim, owner] = [await startVictim(user), user];
    },
    async close() {
      for (const server of servers) server.close();
      // What was sent to them and not read would keep them, and this process, open for ever.
      for (const socket of sockets) socket.destroy();
      datagrams.close();
      victim.kill('SIGKILL');
      await rm(folder, { recursive: true, force: true });
    },
  };
}
