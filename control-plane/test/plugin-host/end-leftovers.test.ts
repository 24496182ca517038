import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { childProcesses } from '../../src/processes/child-processes.ts';
import { notes, publish } from '../installations/plugin-package.ts';
import { startServer, type TestServer } from '../server.ts';

/** A process that never ends by itself, with these words behind its own. */
function startIdle(words: readonly string[]): ChildProcess {
  return spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1e6)', '--', ...words], {
    stdio: 'ignore',
  });
}

describe('a server that starts', () => {
  let server: TestServer;
  before(async () => {
    server = await startServer();
  });
  after(() => server.stop());

  it('ends the sandboxes that a killed one left, and no other process', async function () {
    if (process.platform !== 'linux') this.skip();
    await publish(server, notes());
    await server.request('POST', '/v1/tenants', { json: { slug: 'acme' } });
    await server.request('POST', '/v1/tenants/acme/plugins', { json: { plugin: 'notes' } });
    await server.request('GET', '/t/acme/notes/notes');
    const words = childProcesses(server.pid)
      .map((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0'))
      .find((command) => command.includes('--permission')) as string[];
    // Bubblewrap hangs like this only if it is killed within some microseconds.
    const left = startIdle(words);
    const other = startIdle(words.map((word) => word.replaceAll(server.data, `/elsewhere${server.data}`)));
    const ended = once(left, 'exit');
    try {
      await server.restart('SIGKILL');
      expect((await ended)[1]).to.equal('SIGKILL');
      expect(other.exitCode ?? other.signalCode).to.equal(null);
    } finally {
      left.kill();
      other.kill();
    }
  });
});
