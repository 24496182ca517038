import pg from 'pg';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deriveKeys } from '../../src/keys.ts';
import { installationRoles, type InstallationRoles } from '../../src/database/roles.ts';
import { publish, type PluginSource } from '../installations/plugin-package.ts';
import type { TestServer } from '../server.ts';
import { superuser } from '../superuser.ts';

/** Runs whatever SQL it is sent, on a request; `wait` keeps the request open afterwards, in milliseconds. */
export const ATTACKER: PluginSource & { id: string } = {
  id: 'notes',
  migrations: {
    '001_notes.sql': `
      create table notes (id serial primary key, text text not null);
      create table owned (id int primary key, member uuid references members (id) on delete cascade,
        workspace uuid references workspaces (id) on delete cascade);
      create table signed (id int primary key, author uuid references members (id) on delete set null);
      insert into notes (text) values ('a secret');`,
  },
  routes: {
    'POST /sql': {
      access: 'authenticated',
      source: `async (ctx) => {
        const { sql } = await ctx.request.json();
        try { return { rows: (await ctx.db.query(sql)).length }; }
        catch ({ sqlstate, message }) { return { sqlstate, message }; }
      }`,
    },
    'POST /held': {
      access: 'authenticated',
      source: `async (ctx) => {
        const { sql, wait } = await ctx.request.json();
        const stream = new ReadableStream({
          async start(controller) {
            const end = (word) => { controller.enqueue(new TextEncoder().encode(word)); controller.close(); };
            controller.enqueue(new TextEncoder().encode('begun '));
            await ctx.db.transaction(async (tx) => {
              await tx.query(sql);
              await new Promise((resolve) => setTimeout(resolve, wait));
              await tx.query('select 1');
            }).then(() => end('committed'), ({ sqlstate }) => end(sqlstate));
          },
        });
        return new Response(stream);
      }`,
    },
  },
};

export interface Victims {
  /** Roles of the attacker in acme. */
  roles: InstallationRoles;
  /** Another installation's run-time role. */
  foreign: string;
  /** Connects straight to PostgreSQL as a role of an installation. */
  connect(role: string): Promise<pg.Client>;
  /** Names for the placeholders in rows. */
  fill(sql: string, role: string): string;
}

/** Two tenants, each with the attacker and another plugin installed. */
export async function twoTenants(server: TestServer): Promise<Victims> {
  await publish(server, ATTACKER);
  await publish(server, {
    id: 'crm',
    migrations: { '001.sql': 'create table contacts (id int primary key)' },
  });
  for (const slug of ['acme', 'globex']) {
    await server.request('POST', '/v1/tenants', { json: { slug, name: slug } });
    for (const plugin of ['notes', 'crm']) {
      const { status, body } = await server.request('POST', `/v1/tenants/${slug}/plugins`, {
        json: { plugin, trust: true },
      });
      if (status !== 201) throw new Error(`not installed: ${JSON.stringify(body)}`);
    }
  }
  const admin = await superuser(server);
  const { rows } = await admin.query<{ number: number; platform: string; slug: string; plugin: string }>(
    `select i.number, p.id as platform, t.slug, i.plugin
       from plexica.installations i join plexica.tenants t on t.id = i.tenant, plexica.platform p`,
  );
  await admin.end();
  const rolesOf = (tenant: string, id: string): InstallationRoles => {
    const found = rows.find(({ slug, plugin }) => slug === tenant && plugin === id);
    if (!found) throw new Error(`${id} is not installed in ${tenant}`);
    return installationRoles(found.platform, found.number);
  };
  const roles = rolesOf('acme', 'notes');
  const foreign = rolesOf('globex', 'notes').runtime;
  const keys = deriveKeys((await readFile(join(server.data, 'secret'), 'utf8')).trim());
  const port = Number(
    (await readFile(join(server.data, 'database', 'postmaster.pid'), 'utf8')).split('\n')[3],
  );
  const words: Record<string, string> = {
    own: 'tenant_acme__notes',
    other: 'tenant_globex__notes',
    neighbour: 'tenant_acme__crm',
    core: 'tenant_acme',
    others: 'tenant_globex',
    owner: roles.owner,
    foreign,
    '400 KB': 'x'.repeat(400_000),
    '101 queries': Array.from({ length: 101 }, (_, n) => `c${n} as (select 1)`).join(', '),
  };
  return {
    roles,
    foreign,
    async connect(role) {
      const client = new pg.Client({
        host: '127.0.0.1',
        port,
        user: role,
        password: keys.rolePassword(role),
        database: 'plexica',
      });
      client.on('error', () => undefined);
      await client.connect();
      return client;
    },
    fill: (sql, role) =>
      sql.replace(/\{([^{}]+)\}/g, (whole, word: string) =>
        word === 'role' ? role : (words[word] ?? whole),
      ),
  };
}
