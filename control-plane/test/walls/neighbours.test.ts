import { type TestServer, startServer } from '../server.ts';
import { neighbours } from './neighbours.ts';

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
