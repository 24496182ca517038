import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import { type TestServer, startServer } from '../server.ts';
import { besideResults, neighbours } from './neighbours.ts';

describe('beside one plugin per processor that loops', () => {
  let server: TestServer;
  before(async () => {
    server = await startServer();
  });
  after(() => server.stop());

  // How fast it is belongs to the soak: a test that takes times fails on a busy machine.
  it('another answers every request, and the loops are ended', async () => {
    await neighbours(server, 20);
  });
});

describe('beside statements whose results take long to decode', () => {
  let server: TestServer;
  before(async () => {
    server = await startServer();
  });
  after(() => server.stop());

  const memory = async (name: 'VmRSS' | 'VmHWM'): Promise<number> => {
    const status = await readFile(`/proc/${server.pid}/status`, 'utf8');
    return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) / 1024;
  };

  // Decoded by the server, these four took 300 to 1,000 MiB of it and made everybody wait for a second each.
  it('another plugin is answered, and the server takes hardly more memory', async function () {
    if (process.platform !== 'linux') this.skip();
    const before = await besideResults(server, () => memory('VmRSS'));
    expect((await memory('VmHWM')) - before).to.be.below(160);
  });
});
