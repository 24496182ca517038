import { createServer } from 'node:net';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect } from 'chai';
import { Plexica } from './plexica.ts';
import { expectPublished } from './schemas.ts';

describe('up', () => {
  let plexica: Plexica;
  let data: string;
  const running = new Set<() => Promise<unknown>>();
  before(async () => {
    plexica = await Plexica.create();
    data = join(plexica.folder, 'data');
    await mkdir(data, { mode: 0o711 });
  });
  afterEach(async () => {
    for (const stop of running) await stop();
    running.clear();
  });
  after(() => plexica.remove());

  /** Starts `up --json` and waits for its line. */
  const up = async (...args: string[]) =>
    wait(plexica.spawn(['up', '--port', '0', '--data', data, '--json', ...args]));
  const wait = async (child: ReturnType<Plexica['spawn']>) => {
    const exit = new Promise<number | null>((resolve) => child.once('close', resolve));
    running.add(() => {
      child.kill('SIGTERM');
      return exit;
    });
    const line = await new Promise<string>((resolve, reject) => {
      createInterface({ input: child.stdout }).once('line', resolve);
      child.once('close', (code) => reject(new Error(`up ended with ${code}`)));
    });
    return { started: JSON.parse(line), child, exit };
  };

  it('runs a server that later commands use, and stops with it on Ctrl-C, exit 130', async () => {
    const { started, child, exit } = await up();
    expectPublished('up', started);
    expect((await plexica.run(['whoami', '--json'])).json).to.include({ id: 'admin', context: 'local' });
    child.kill('SIGINT');
    expect(await exit).to.equal(130);
    expect((await plexica.run(['status', '--json'])).json.error.code).to.equal('server_unreachable');
  });

  it('names the process that uses the folder when it is started twice', async () => {
    const { started } = await up();
    const { code, json } = await plexica.run(['up', '--port', '0', '--data', data, '--json']);
    expect(code).to.equal(6);
    expect(json.error.code).to.equal('data_folder_in_use');
    expect(json.error.message).to.contain(String(started.pid));
  });

  it('says with what its server ended', async () => {
    const { started, child, exit } = await up();
    let stdout = '';
    child.stdout.on('data', (text: Buffer) => (stdout += text.toString()));
    process.kill(started.pid, 'SIGKILL');
    expect(await exit).to.equal(7);
    const { error } = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
    expect(error).to.include({
      code: 'server_unreachable',
      message: 'The server exited unexpectedly with SIGKILL.',
    });
  });

  it('kills a server that takes its time when it is asked to stop again', async function () {
    if (process.platform === 'win32') this.skip();
    const { started, child, exit } = await up();
    process.kill(started.pid, 'SIGSTOP');
    child.kill('SIGINT');
    child.kill('SIGINT');
    await new Promise((resolve) => setTimeout(resolve, 800));
    expect(child.exitCode).to.equal(null);
    child.kill('SIGINT');
    expect(await exit).to.equal(130);
  });

  it('says that nobody is logged in where there is no token', async () => {
    const { started } = await up();
    const env = { PLEXICA_HOME: join(plexica.folder, 'nobody') };
    const args = ['tenants', 'list', '--json', '--server', started.url];
    const { code, json } = await plexica.run(args, { env });
    expect(code).to.equal(3);
    expect(json.error).to.include({
      code: 'not_authenticated',
      message: `You are not logged in to ${started.url}.`,
    });
  });

  it('says that the port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as { port: number };
    const { code, json } = await plexica.run(['up', '--port', String(port), '--data', data, '--json']);
    other.close();
    expect(code).to.equal(6);
    expect(json.error.code).to.equal('port_in_use');
  });

  it('names a variable that is wrong', async () => {
    const env = { PLEXICA_DB_CONNECTIONS: 'many' };
    const { code, json } = await plexica.run(['up', '--port', '0', '--data', data, '--json'], { env });
    expect(code).to.equal(2);
    expect(json.error.issues[0].path).to.equal('PLEXICA_DB_CONNECTIONS');
  });

  it('leaves nothing behind when it is killed, and starts again with its tenants', async () => {
    const { child, exit } = await up();
    await plexica.run(['tenants', 'create', 'acme']);
    child.kill('SIGKILL');
    await exit;
    await up();
    expect((await plexica.run(['tenants', 'list', '--json'])).json.tenants).to.have.length(1);
  });

  it('ends when the process is killed that has started its Node', async () => {
    const { started, child, exit } = await wait(
      plexica.spawnRestarted(['up', '--port', '0', '--data', data, '--json']),
    );
    child.kill('SIGKILL');
    // Its output is closed once all that it has started is gone.
    await exit;
    expect(() => process.kill(started.pid, 0)).to.throw(/ESRCH/);
    await up();
  });

  it('only tells with --dry-run', async () => {
    const { code, json } = await plexica.run(['up', '--port', '7999', '--dry-run', '--json']);
    expect(code).to.equal(0);
    expectPublished('up', json);
    expect(json.changes[0].name).to.equal('on port 7999');
  });
});
