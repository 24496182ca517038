import { existsSync } from 'node:fs';
import { chmod, mkdir, symlink } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { expect } from 'chai';
import { Plexica } from './plexica.ts';
import { expectPublished } from './schemas.ts';
import { ADMIN_TOKEN, startServer, type TestServer } from './server.ts';

/** What a server looks for, and no bubblewrap, which is the kernel wall. */
const TOOLS = ['true', 'ldd', 'nice', 'prlimit', 'setpriv', 'id', 'useradd'];

describe('a plugin of somebody else without the kernel wall', () => {
  let plexica: Plexica;
  let server: TestServer;
  before(async () => {
    plexica = await Plexica.create();
    const tools = join(plexica.folder, 'tools');
    await mkdir(tools);
    await chmod(tools, 0o755);
    const folders = (process.env['PATH'] ?? '').split(delimiter);
    for (const name of TOOLS) {
      const tool = folders.map((folder) => join(folder, name)).find((file) => existsSync(file));
      if (tool !== undefined) await symlink(tool, join(tools, name));
    }
    const [started, project] = await Promise.all([startServer({ PATH: tools }), plexica.project('demo')]);
    server = started;
    await run('tenants', 'create', 'acme');
    const { json } = await run('tokens', 'create', '--name', 'ann', '--scope', 'publish');
    await run('publish', '--folder', project, '--token', json.token);
  });
  after(async () => {
    await server?.stop();
    await plexica.remove();
  });

  const run = async (...args: string[]) => {
    const env = { PLEXICA_SERVER: server.url, PLEXICA_TOKEN: ADMIN_TOKEN };
    return plexica.run([...args, '--json'], { env });
  };
  const install = ['install', 'demo', '--tenant', 'acme'];

  it('is not installed, exit 9, and --trust is named', async () => {
    for (const args of [install, [...install, '--dry-run']]) {
      const { code, json } = await run(...args);
      expect(code, args.join(' ')).to.equal(9);
      expect(json.error).to.include({ code: 'trust_needed', status: 403 });
      expect(json.error.hint).to.contain('--trust').and.contain('plexica plugins trust demo');
    }
    expect((await run('plugins', '--tenant', 'acme')).json.plugins).to.deep.equal([]);
  });

  it('is installed with --trust', async () => {
    const { code, json } = await run(...install, '--trust');
    expect(code).to.equal(0);
    expectPublished('install', json);
    expect(json).to.include({ plugin: 'demo', state: 'active' });
  });
});
