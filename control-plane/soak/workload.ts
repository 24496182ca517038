import { notes, pluginPackage, publish } from '../test/installations/plugin-package.ts';
import type { Answer, TestServer } from '../test/server.ts';
import { superuser } from '../test/superuser.ts';
import type { Random } from './random.ts';

const SLOTS = 6;

const SECOND = {
  version: '2.0.0',
  migrations: { ...notes().migrations, '002_more.sql': 'ALTER TABLE notes ADD COLUMN more text;' },
};

/** Changes of all kinds to a few tenants and to the registry, each legal when it is begun. */
export class Workload {
  readonly #server: TestServer;
  /** The next version of the plugin that is only published. */
  #next = 1;

  private constructor(server: TestServer) {
    this.#server = server;
  }

  static async open(server: TestServer): Promise<Workload> {
    await publish(server, notes());
    await publish(server, notes({ id: 'with-needs', dependencies: { notes: '*' } }));
    await publish(server, notes(SECOND), 'next');
    return new Workload(server);
  }

  /**
   * Begins some changes at once, each of another tenant.
   *
   * @returns their names and their answers to come; one that is never answered is `undefined`
   */
  async begin(random: Random): Promise<{ name: string; answer: Promise<Answer | undefined> }[]> {
    const state = await this.#installed();
    const first = random.below(SLOTS);
    const begun: { name: string; answer: Promise<Answer | undefined> }[] = [];
    const begin = (name: string, answer: Promise<Answer>): void => {
      begun.push({ name, answer: answer.catch(() => undefined) });
    };
    const count = 1 + random.below(4);
    for (let index = 0; index < count; index += 1) {
      const slug = `s${(first + index) % SLOTS}`;
      const [name, method, path, json] = this.#change(slug, state.get(slug), random);
      begin(name, this.#server.request(method, path, json === undefined ? {} : { json }));
    }
    if (random.chance(0.5)) begin('publish', this.#publish());
    return begun;
  }

  /** @throws Error with every installation that does not work once all operations have ended */
  async check(): Promise<void> {
    const wrong = await this.#columns();
    for (const [slug, plugins] of await this.#installed()) {
      if (!plugins.has('notes')) continue;
      const { status, body } = await this.#server.request('GET', `/t/${slug}/notes/notes`);
      if (status !== 200) wrong.push(`notes of ${slug} answers ${status} ${JSON.stringify(body)}`);
    }
    if (wrong.length > 0) throw new Error(wrong.join('\n'));
  }

  #change(
    slug: string,
    plugins: Map<string, string> | undefined,
    random: Random,
  ): [name: string, method: string, path: string, json?: object] {
    const path = `/v1/tenants/${slug}`;
    if (plugins === undefined) return ['create', 'POST', '/v1/tenants', { slug }];
    if (random.chance(0.15)) return ['delete', 'DELETE', path];
    if (!plugins.has('notes')) {
      return ['install', 'POST', `${path}/plugins`, { plugin: random.pick(['notes', 'with-needs']) }];
    }
    if (plugins.get('notes') === '1.0.0' && random.chance(0.6)) {
      return ['update', 'POST', `${path}/plugins/notes/actions/update`, { range: '2.0.0' }];
    }
    const plugin = plugins.has('with-needs') ? 'with-needs' : 'notes';
    return ['uninstall', 'DELETE', `${path}/plugins/${plugin}`];
  }

  async #publish(): Promise<Answer> {
    const version = `1.0.${(this.#next += 1)}`;
    const body = await pluginPackage({ id: 'published', version });
    return this.#server.request('PUT', `/v1/plugins/published/versions/${version}`, {
      body,
      headers: { 'Content-Type': 'application/octet-stream' },
    });
  }

  /** Version of each plugin of each tenant. */
  async #installed(): Promise<Map<string, Map<string, string>>> {
    const { body } = await this.#server.request('GET', '/v1/tenants?limit=100');
    const tenants = new Map<string, Map<string, string>>();
    for (const { slug } of body.items as { slug: string }[]) {
      const list = await this.#server.request('GET', `/v1/tenants/${slug}/plugins`);
      const items = list.body.items as { plugin: string; version: string }[];
      tenants.set(slug, new Map(items.map(({ plugin, version }) => [plugin, version])));
    }
    return tenants;
  }

  /** An update's column is there exactly when its version is. */
  async #columns(): Promise<string[]> {
    const client = await superuser(this.#server);
    try {
      const { rows } = await client.query<{ wrong: string }>(
        `SELECT 'columns of notes ' || version || ' in ' || slug AS wrong
           FROM plexica.installations i JOIN plexica.tenants t ON t.id = i.tenant
          WHERE plugin = 'notes' AND (version = '2.0.0') <> EXISTS (
            SELECT FROM information_schema.columns
             WHERE table_schema = 'tenant_' || slug || '__notes' AND column_name = 'more')`,
      );
      return rows.map(({ wrong }) => wrong);
    } finally {
      await client.end();
    }
  }
}

/** @throws Error when operations are still running after a minute */
export async function settled(server: TestServer): Promise<void> {
  for (const end = Date.now() + 60_000; ;) {
    const client = await superuser(server);
    try {
      const { rows } = await client.query<{ left: string }>(
        `SELECT kind || ' at step ' || step || ' ' || coalesce(error::text, '') AS left
           FROM plexica.operations WHERE state IN ('running', 'undoing')`,
      );
      if (rows.length === 0) return;
      if (Date.now() > end) throw new Error(`never ended: ${rows.map(({ left }) => left).join('; ')}`);
    } finally {
      await client.end();
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
