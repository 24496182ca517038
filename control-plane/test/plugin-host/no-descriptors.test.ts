import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { expect } from 'chai';
import { notes, publish } from '../installations/plugin-package.ts';
import { startServer, type TestServer } from '../server.ts';

/** Lets a process open so many descriptors more. @returns takes that back */
function limitDescriptors(pid: number, more: number): () => void {
  const open = new Set(readdirSync(`/proc/${pid}/fd`).map(Number));
  let limit = 0;
  for (let free = 0; free < more; limit += 1) if (!open.has(limit)) free += 1;
  const set = (soft: string) => execFileSync('prlimit', ['--pid', String(pid), `--nofile=${soft}:`]);
  set(String(limit));
  return () => set('1024');
}

describe('a server without descriptors', () => {
  let server: TestServer;
  before(async () => {
    server = await startServer();
  });
  after(() => server.stop());

  it('says so to whoever needs a process, and goes on', async function () {
    if (process.platform !== 'linux') this.skip();
    await publish(server, notes());
    for (const slug of ['acme', 'globex']) {
      await server.request('POST', '/v1/tenants', { json: { slug } });
      await server.request('POST', `/v1/tenants/${slug}/plugins`, { json: { plugin: 'notes' } });
    }
    // What the first process needs is prepared.
    await server.request('GET', '/t/globex/notes/notes');
    const restore = limitDescriptors(server.pid, 4);
    try {
      const answer = await server.request('GET', '/t/acme/notes/notes');
      expect(answer.body).to.include({ status: 503, code: 'plugin_unavailable' });
    } finally {
      restore();
    }
    expect((await server.request('GET', '/t/acme/notes/notes')).body).to.deep.equal([]);
  });
});
