import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect } from 'chai';

/** A program with a server that takes two seconds to stop; it says when it waits for a signal, and what it does. */
const PROGRAM = `
  import { stopSignal } from '${new URL('../../src/services/server/stop-signal.ts', import.meta.url).href}';
  import { stopOwnServer } from '${new URL('../../src/services/server/own-server.ts', import.meta.url).href}';
  const stop = stopSignal();
  console.log('waiting');
  const goOn = setInterval(() => {}, 1000);
  const signal = await stop;
  clearInterval(goOn);
  console.log(signal);
  const { promise, resolve } = Promise.withResolvers();
  setTimeout(resolve, 2000);
  await stopOwnServer({ stop: () => promise, kill: () => (console.log('killed'), resolve()) });
  process.exit(130);
`;

describe('a request to stop', function () {
  before(function () {
    if (process.platform === 'win32') this.skip();
  });

  /** @param signals with the milliseconds before each. @returns what the program said, and with what it ended */
  const run = async (...signals: [wait: number, signal: NodeJS.Signals][]) => {
    const child = spawn(process.execPath, ['--input-type=module', '--eval', PROGRAM], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(child, 'close');
    const lines: string[] = [];
    const output = createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
    await once(output, 'line');
    for (const [wait, signal] of signals) {
      await new Promise((resolve) => setTimeout(resolve, wait));
      child.kill(signal);
    }
    const [code, signal] = await ended;
    return { lines, code, signal };
  };

  it('is one when it arrives twice', async () => {
    const { lines, code, signal } = await run([0, 'SIGINT'], [50, 'SIGINT'], [50, 'SIGTERM']);
    expect({ lines, code, signal }).to.deep.equal({ lines: ['waiting', 'SIGINT'], code: 130, signal: null });
  });

  it('kills when it comes again later, and twice at once is once then too', async () => {
    const { lines, code } = await run([0, 'SIGINT'], [900, 'SIGINT'], [5, 'SIGINT']);
    expect(lines.slice(0, 3)).to.deep.equal(['waiting', 'SIGINT', 'killed']);
    expect(code).to.equal(130);
  });
});
