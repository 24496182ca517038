import { expect } from 'chai';
import { type TestServer, startServer } from '../server.ts';
import { neighbours } from './neighbours.ts';

/** From a tenth of the long tables on there are requests enough for a limit of time. */
const LONG = Number(process.env['SOAK'] ?? 0.01) >= 0.1;
const REQUESTS = LONG ? 5000 : 20;

describe('beside one plugin per processor that loops', () => {
  let server: TestServer;
  before(async () => {
    server = await startServer();
  });
  after(() => server.stop());

  it(`another answers ${REQUESTS} requests, nearly as fast as without them`, async () => {
    const { alone, beside } = await neighbours(server, REQUESTS);
    if (!LONG) return;
    const figures = `p95 alone ${alone.toFixed(1)} ms, beside loops ${beside.toFixed(1)} ms`;
    process.stderr.write(`      ${figures}\n`);
    expect(beside, figures).to.be.lessThan(100);
    expect(beside, figures).to.be.at.most(alone * 2);
  });
});
