import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, type Client } from '@plexica/sdk/client';
import { startServer } from '@plexica/sdk/server';

/** A control plane for all cases. */
export interface Place {
  url: string;
  token: string;
  api: Client;
  /** Makes a tenant; each takes one change at a time. @returns its slug */
  tenant(): Promise<string>;
  /** Environment of the command line. */
  environment: NodeJS.ProcessEnv;
  close(): Promise<void>;
}

export async function startPlace(): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'plexica-packages-'));
  // Started by root, plugins and the database run as other users, who have to pass through.
  await chmod(folder, 0o711);
  const token = 'plx_admin-token-of-the-packages';
  const { PATH, HOME } = process.env;
  const server = await startServer({
    controlPlane: join(import.meta.dirname, '../control-plane'),
    environment: {
      PATH,
      PLEXICA_DATA: join(folder, 'data'),
      PLEXICA_PORT: '0',
      PLEXICA_ADMIN_TOKEN: token,
    },
    onLog: () => undefined,
  });
  const { url } = server;
  const api = createClient({ url, token });
  let count = 0;
  return {
    url,
    token,
    async tenant() {
      const slug = `t${(count += 1)}`;
      await api.createTenant({ body: { slug, name: slug } });
      return slug;
    },
    api,
    environment: {
      PATH,
      HOME,
      PLEXICA_HOME: join(folder, 'home'),
      PLEXICA_SERVER: url,
      PLEXICA_TOKEN: token,
    },
    async close() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
