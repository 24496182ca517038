import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { Plexica, type Answer } from './plexica.ts';
import { expectPublished } from './schemas.ts';
import { ADMIN_TOKEN, startServer, type TestServer } from './server.ts';

describe('operations', function () {
  this.timeout(120_000);
  let plexica: Plexica;
  let server: TestServer;
  let env: NodeJS.ProcessEnv;

  before(async () => {
    plexica = await Plexica.create();
    const [started, demo] = await Promise.all([startServer(), plexica.project('demo')]);
    server = started;
    env = { PLEXICA_SERVER: server.url, PLEXICA_TOKEN: ADMIN_TOKEN };
    await publish('endless', 'await new Promise(() => undefined);', demo);
    await publish('demo', undefined, demo);
    for (const slug of ['acme', 'globex']) await done(2, 'tenants', 'create', slug);
  });
  after(async () => {
    await server?.stop();
    await plexica?.remove();
  });

  async function publish(id: string, onInstall: string | undefined, demo: string): Promise<void> {
    const folder = id === 'demo' ? demo : await plexica.copy(demo, id);
    const edit = async (file: string, how: (text: string) => string) =>
      writeFile(join(folder, file), how(await readFile(join(folder, file), 'utf8')));
    if (onInstall !== undefined) {
      await edit('package.json', (text) => text.replace('"name": "demo"', `"name": "${id}"`));
      await edit('plexica.json', (text) => JSON.stringify({ ...JSON.parse(text), id }));
      await edit('src/index.ts', (text) =>
        text.replace('PlexicaPlugin {', `PlexicaPlugin {\n  override async onInstall() { ${onInstall} }\n`),
      );
    }
    await done(1, 'publish', '--folder', folder);
  }

  /** @param words of the command's name */
  async function run(words: number, ...args: string[]): Promise<Answer> {
    const answer = await plexica.run([...args, '--json'], { env });
    expect(answer.stderr, 'nothing but JSON').to.equal('');
    if (answer.code === 0) expectPublished(args.slice(0, words).join(' '), answer.json);
    return answer;
  }
  async function done(words: number, ...args: string[]) {
    const answer = await run(words, ...args);
    expect(answer.code, answer.stdout).to.equal(0);
    return answer.json;
  }
  async function failed(words: number, ...args: string[]) {
    const { code, json } = await run(words, ...args);
    return { exit: code, code: json.error.code };
  }
  const text = (...args: string[]) => plexica.run(args, { env });

  // oxlint-disable-next-line typescript/no-explicit-any -- tests look into it with chai
  async function call(method: string, path: string): Promise<any> {
    const headers = { authorization: `Bearer ${ADMIN_TOKEN}` };
    return (await fetch(new URL(path, server.url), { method, headers })).json();
  }

  async function until<Found>(look: () => Found | Promise<Found>): Promise<NonNullable<Found>> {
    for (;;) {
      const found = await look();
      if (found) return found;
      await sleep(20);
    }
  }

  /** Begins to install a plugin that does not end by itself. @returns its operation, and the end of the command */
  async function install(tenant: string) {
    const ended = plexica.run(['install', 'endless', '--tenant', tenant, '--trust', '--json'], { env });
    const id = await until(async () => {
      const { items } = await call('GET', `/v1/operations?tenant=${tenant}&state=running`);
      return items[0]?.steps[1].state === 'running' ? (items[0].id as string) : undefined;
    });
    return { id, ended };
  }

  /** A command that waits for something. @returns once it says so on standard error */
  async function waiting(words: string, ...args: string[]) {
    const child = plexica.spawn(args, { env });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (text: Buffer) => (stdout += text.toString()));
    child.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
    const ended = new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) =>
      child.once('close', (code) => resolve({ code, stdout, stderr })),
    );
    await until(() => stderr.includes(words) || child.exitCode !== null);
    expect(stderr).to.contain(words);
    return { ended };
  }

  it('are awaited, by whoever asks and by other changes of the tenant', async () => {
    const { id, ended } = await install('acme');
    const [patient, waits, busy] = await Promise.all([
      waiting(
        `Waiting: operation ${id} (install, endless in acme) is running.`,
        'install',
        'demo',
        '--tenant',
        'acme',
        '--trust',
        '--wait',
      ),
      waiting('running, step 2 of 3: install endless 0.1.0', 'operations', 'wait', id),
      run(1, 'install', 'demo', '--tenant', 'acme', '--trust'),
    ]);
    expect({ exit: busy.code, code: busy.json.error.code }).to.deep.equal({
      exit: 6,
      code: 'operation_in_progress',
    });
    expect(busy.json.error.message).to.contain(id);
    await call('POST', `/v1/operations/${id}/actions/cancel`);
    const installed = await patient.ended;
    expect(installed.stdout).to.contain('demo 0.1.0 is active in acme');
    expect(installed.code).to.equal(0);
    expect((await waits.ended).code).to.equal(6);
    expect((await ended).code).to.equal(6);
    const { operations } = await done(2, 'operations', 'list', '--tenant', 'acme', '--state', 'succeeded');
    const [last] = operations;
    expect(last).to.include({ kind: 'install', subject: 'demo in acme', startedBy: 'admin' });
    expect((await done(2, 'operations', 'wait', last.id)).operation).to.include({ state: 'succeeded' });
    expect(await failed(2, 'operations', 'cancel', last.id)).to.deep.equal({
      exit: 6,
      code: 'operation_not_cancellable',
    });
  });

  it('are shown, cancelled and undone', async () => {
    const { id, ended } = await install('globex');
    const [shown, planned, list, tenant] = await Promise.all([
      text('operations', 'show', id),
      done(2, 'operations', 'cancel', id, '--dry-run'),
      text('operations', 'list'),
      text('tenants', 'show', 'globex'),
    ]);
    expect(shown.stdout).to.contain('✓ create the schema of endless').and.contain('→ install endless 0.1.0');
    expect(planned.changes[0]).to.include({ action: 'update', resource: 'operation', name: id });
    expect(list.stdout).to.contain(id).and.contain('tenant globex');
    expect(tenant.stdout).to.contain(id);
    const { operation } = await done(2, 'operations', 'cancel', id);
    expect(operation).to.include({ id, state: 'failed', cancelledBy: 'admin' });
    expect(operation.error).to.include({ code: 'operation_cancelled' });
    const { code, json } = await ended;
    expect({ exit: code, code: json.error.code }).to.deep.equal({ exit: 6, code: 'operation_cancelled' });
    expect(await failed(2, 'operations', 'wait', id)).to.deep.equal({ exit: 6, code: 'operation_cancelled' });
    const after = (await text('operations', 'show', id)).stdout;
    expect(after)
      .to.match(/cancelled by +admin/)
      .and.contain('✗ install endless 0.1.0');
    expect((await done(1, 'plugins', '--tenant', 'globex')).plugins).to.deep.equal([]);
    const again = await install('globex');
    expect((await text('operations', 'cancel', again.id)).stdout).to.equal(
      `✓ Operation ${again.id} was cancelled and rolled back.\n`,
    );
    expect((await again.ended).code).to.equal(6);
  });

  it('are told from what is none', async () => {
    const nobody = '0199c4a2-6f00-7cc1-9b51-5c1f5f6d2a10';
    for (const command of ['show', 'wait', 'cancel']) {
      expect(await failed(2, 'operations', command, nobody)).to.deep.equal({
        exit: 5,
        code: 'operation_not_found',
      });
      const wrong = await run(2, 'operations', command, '7');
      expect(wrong.code).to.equal(2);
      expect(wrong.json.error.issues[0].path).to.equal('<id>');
    }
    expect(await failed(2, 'operations', 'list', '--tenant', 'nobody')).to.deep.equal({
      exit: 5,
      code: 'tenant_not_found',
    });
    expect(await failed(2, 'operations', 'list', '--state', 'stuck')).to.deep.equal({
      exit: 2,
      code: 'bad_usage',
    });
  });
});
