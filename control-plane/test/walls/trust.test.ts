import { chmod, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { notes, pluginPackage } from '../installations/plugin-package.ts';
import { type Answer, type TestServer, startServer } from '../server.ts';
import { skipWhereMissing } from '../skip-where-missing.ts';
import { findTool, isRoot } from '../../src/plugin-host/sandbox/walls.ts';

/** Programs that a server looks for, bubblewrap and these left out. */
async function toolsWithoutBubblewrap(without: readonly string[] = []): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'plexica-tools-'));
  await chmod(folder, 0o755);
  for (const name of ['true', 'ldd', 'nice', 'prlimit', 'setpriv', 'id', 'useradd']) {
    const tool = without.includes(name) ? undefined : findTool(name);
    if (tool) await symlink(tool, join(folder, name));
  }
  return folder;
}

describe('trust', () => {
  let folder: string;
  let server: TestServer;
  let publisher: string;
  /** What the server is told at its next start. */
  let environment: NodeJS.ProcessEnv;

  before(async () => {
    folder = await toolsWithoutBubblewrap();
    server = await startServer({ PATH: folder }, async (told) => {
      environment = told;
    });
    publisher = await server.token('publisher', 'platform');
    await server.request('POST', '/v1/tenants', { json: { slug: 'acme' } });
  });
  after(async () => {
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const publish = async (id: string, token?: string): Promise<void> => {
    const { status, body } = await server.request('PUT', `/v1/plugins/${id}/versions/1.0.0?tag=latest`, {
      body: await pluginPackage(notes({ id })),
      headers: { 'Content-Type': 'application/octet-stream' },
      ...(token === undefined ? {} : { token }),
    });
    expect(status, JSON.stringify(body)).to.equal(201);
  };
  const install = (plugin: string, more: object = {}, token?: string): Promise<Answer> =>
    server.request('POST', '/v1/tenants/acme/plugins', {
      json: { plugin, ...more },
      ...(token === undefined ? {} : { token }),
    });
  const call = async (plugin: string) => (await server.request('GET', `/t/acme/${plugin}/notes`)).status;
  const mark = (method: 'PUT' | 'DELETE', plugin: string, query = '', token?: string): Promise<Answer> =>
    server.request(
      method,
      `/v1/plugins/${plugin}/trusted-code${query}`,
      token === undefined ? {} : { token },
    );

  it('is needed where the kernel wall is missing, and the server says so', async () => {
    const { body } = await server.request('GET', '/readyz');
    expect(body.walls).to.include({ kernel: false, node: true });
    expect(body.walls.why).to.match(/bubblewrap is not installed/);
    await publish('strange', publisher);
    const refused = await install('strange');
    expect(refused.status).to.equal(403);
    expect(refused.body.code).to.equal('trust_needed');
    expect(refused.body.hint).to.include('plexica plugins trust strange');
  });

  it('is given by --trust, by publishing it oneself, and by the mark', async () => {
    await publish('accepted', publisher);
    expect((await install('accepted', { trust: true })).body).to.include({ state: 'active', trusted: true });
    expect(await call('accepted')).to.equal(200);

    await publish('own', publisher);
    expect((await install('own', {}, publisher)).body).to.include({ state: 'active', trusted: false });
    expect(await call('own')).to.equal(200);

    await publish('marked', publisher);
    expect((await mark('PUT', 'marked')).body).to.include({ plugin: 'marked', trustedBy: 'admin' });
    expect((await install('marked')).status).to.equal(201);
    expect(await call('marked')).to.equal(200);
  });

  it('is marked by an operator of the platform alone', async () => {
    const tenant = await server.token('tenant', 'tenant:acme');
    const publishing = await server.token('publishing', 'publish');
    const reader = await server.token('reader', 'platform', ['plugins.publish']);
    for (const token of [tenant, publishing, reader]) {
      expect((await mark('PUT', 'strange', '', token)).body.code).to.equal('not_allowed');
      expect((await mark('DELETE', 'marked', '', token)).body.code).to.equal('not_allowed');
    }
    expect((await mark('PUT', 'nothing')).body.code).to.equal('plugin_not_found');
  });

  it('is planned without being given', async () => {
    const planned = await mark('PUT', 'strange', '?dryRun=true');
    expect(planned.body.changes).to.have.length(1);
    expect(planned.body.changes[0]).to.include({
      action: 'create',
      resource: 'trusted-code',
      name: 'strange',
    });
    expect((await mark('PUT', 'marked', '?dryRun=true')).body.changes).to.deep.equal([]);
    expect((await mark('DELETE', 'marked', '?dryRun=true')).body.changes).to.have.length(1);
    expect((await install('strange')).body.code).to.equal('trust_needed');
  });

  it('ends with the mark, for what runs already too', async () => {
    expect((await mark('DELETE', 'marked')).status).to.equal(204);
    const { status, body } = await server.request('GET', '/t/acme/marked/notes');
    expect({ status, code: body.code }).to.deep.equal({ status: 403, code: 'trust_needed' });
    expect((await mark('PUT', 'marked')).status).to.equal(200);
    expect(await call('marked')).to.equal(200);
  });

  it('is asked for at every start of a process, not only when something is installed', async function () {
    environment['PATH'] = process.env['PATH'];
    await server.restart('SIGTERM');
    const { body } = await server.request('GET', '/readyz');
    skipWhereMissing(this, body.walls.kernel ? undefined : body.walls.why);
    // With the kernel wall nobody has to answer for anything.
    expect((await install('strange')).status).to.equal(201);
    await publish('by-admin');
    expect((await install('by-admin')).status).to.equal(201);
    expect(await call('strange')).to.equal(200);

    environment['PATH'] = folder;
    await server.restart('SIGTERM');
    const refused = await server.request('GET', '/t/acme/strange/notes');
    expect({ status: refused.status, code: refused.body.code }).to.deep.equal({
      status: 403,
      code: 'trust_needed',
    });
    for (const plugin of ['by-admin', 'accepted', 'own', 'marked']) {
      expect(await call(plugin), plugin).to.equal(200);
    }
    expect((await server.request('DELETE', '/v1/tenants/acme/plugins/strange')).status).to.be.oneOf([
      200, 204,
    ]);
  });

  it('counts nothing where PLEXICA_SANDBOX is strict', async () => {
    environment['PLEXICA_SANDBOX'] = 'strict';
    await server.restart('SIGTERM');
    for (const plugin of ['by-admin', 'accepted', 'own', 'marked']) {
      const { body } = await server.request('GET', `/t/acme/${plugin}/notes`);
      if (body.code === 'not_installed') continue;
      expect(body.code, plugin).to.equal('trust_needed');
      expect(body.detail ?? body.message, plugin).to.include('PLEXICA_SANDBOX is strict');
    }
    await publish('late');
    expect((await install('late', { trust: true })).body.code).to.equal('trust_needed');
  });
});

describe('a server that is root without setpriv', () => {
  it('runs no plugin, whoever answers for it, and says which limits are missing besides', async function () {
    if (!isRoot) this.skip();
    const folder = await toolsWithoutBubblewrap(['setpriv', 'nice', 'prlimit']);
    const server = await startServer({ PATH: folder });
    try {
      const { walls } = (await server.request('GET', '/readyz')).body;
      expect(walls.why)
        .to.match(/^the server runs as root, but setpriv.* is not installed .*, so no plugin can run; /)
        .and.include('because nice (coreutils) is not installed')
        .and.include('because prlimit (util-linux) is not installed');
      await server.request('PUT', '/v1/plugins/own/versions/1.0.0?tag=latest', {
        body: await pluginPackage(notes({ id: 'own' })),
        headers: { 'Content-Type': 'application/octet-stream' },
      });
      await server.request('POST', '/v1/tenants', { json: { slug: 'acme' } });
      const { body } = await server.request('POST', '/v1/tenants/acme/plugins', {
        json: { plugin: 'own', trust: true },
      });
      expect(body).to.include({ status: 403, code: 'trust_needed' });
      expect(body.detail).to.include('apt-get install util-linux');
      expect(body.hint).to.match(/^Install setpriv, or run the server as a user other than root/);
    } finally {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    }
  });
});
