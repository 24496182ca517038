import { expect } from 'chai';
import { type TestServer, startServer } from '../server.ts';
import { neighbours } from './neighbours.ts';

/** Part of the requests that the long tables make. Below a tenth there are too few of them for a limit of time. */
const SCALE = Number(process.env['SOAK'] ?? 0.01);
const REQUESTS = Math.max(20, Math.round(5000 * SCALE));

describe('beside one plugin per processor that loops', () => {
  let server: TestServer;
  before(async () => {
    server = await startServer();
  });
  after(() => server.stop());

  it(`another answers ${REQUESTS} requests, nearly as fast as without them`, async () => {
    const { alone, beside } = await neighbours(server, REQUESTS);
    if (SCALE < 0.1) return;
    const figures = `p95 alone ${alone.toFixed(1)} ms, beside loops ${beside.toFixed(1)} ms`;
    process.stderr.write(`      ${figures}\n`);
    expect(beside, figures).to.be.lessThan(100);
    expect(beside, figures).to.be.at.most(alone * 2);
  });
});
