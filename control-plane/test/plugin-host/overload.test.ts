import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import type { PlexicaError } from '@plexica/sdk/errors';
import type { Sandboxed } from '../../src/plugin-host/types.ts';
import { childProcesses } from '../../src/processes/child-processes.ts';
import { type Crowd, noCrowd, startCrowd } from './crowd.ts';
import { type Hosted, call, json, startHost } from './hosted.ts';

/** Milliseconds. */
const LIMIT = 2000;

const WORK = `
const work = (ms) => { const end = process.cpuUsage().user + ms * 1000; while (process.cpuUsage().user < end); };
`;
/** It needs the processor for a shorter time than it has. */
const SLOW_TO_LOAD = `${WORK} work(250); export default class Plugin { fine() { return 1; } }`;
const PLUGIN = `${WORK} let count = 0;
export default class Plugin {
  next() { count += 1; return count; }
  works() { work(250); return count; }
  loops() { for (;;); }
  never() { return new Promise(() => {}); }
}`;

describe('on a machine that is overloaded, a plugin', function () {
  this.timeout(120_000);
  let hosted: Hosted;
  let crowd: Crowd;

  before(function () {
    if (noCrowd() !== undefined) this.skip();
  });
  beforeEach(async () => {
    crowd = await startCrowd();
  });
  afterEach(async () => {
    await crowd.leave();
    await hosted.close();
  });

  /** @param longest how many times its limit it may take: once the crowd has left it is given all the time it needs */
  const start = async (longest: number): Promise<void> => {
    hosted = await startHost({ times: { start: LIMIT, route: LIMIT, lifecycle: LIMIT, longest } });
  };
  const ask = async (target: Sandboxed, handler: string): Promise<unknown> =>
    json(await hosted.host.call(target, call(handler)));
  /** Whatever else the machine has to do. */
  const askUntilAnswered = async (target: Sandboxed, handler: string): Promise<unknown> => {
    for (;;) {
      try {
        return await ask(target, handler);
      } catch (error) {
        expect((error as PlexicaError).code).to.equal('machine_overloaded');
      }
    }
  };
  /** Has the sandbox work where it gets hardly any time, as soon as it is there. */
  const squeeze = async (): Promise<void> => {
    let pid: number | undefined;
    while ((pid = sandbox()) === undefined) await sleep(5);
    crowd.squeeze(pid);
  };

  it('that cannot start is excused', async () => {
    await start(3);
    const target = await hosted.plugin(SLOW_TO_LOAD);
    // After two failures of its own it would be refused.
    for (let time = 0; time < 2; time += 1) {
      const asked = failure(ask(target, 'fine'));
      await squeeze();
      const error = await asked;
      expect(error).to.include({ code: 'machine_overloaded', status: 503, retryAfter: 5 });
      expect(error.message).to.match(
        /^crm 1\.0\.0 did not start in \d+(\.\d)? seconds\. It had a processor for only 0(\.\d)? seconds of that time: the machine is overloaded\.$/,
      );
      expect(hosted.lines.at(-1)?.message).to.equal(`The process was ended: ${error.message}`);
    }
    expect(hosted.host.failing(target.installation)).to.equal(undefined);
  });

  it('that starts late starts all the same', async () => {
    await start(1000);
    const target = await hosted.plugin(SLOW_TO_LOAD);
    const asked = ask(target, 'fine');
    await squeeze();
    await sleep(1.5 * LIMIT);
    await crowd.leave();
    expect(await asked).to.equal(1);
  });

  it('that cannot answer is excused, and goes on', async () => {
    await start(3);
    const target = await hosted.plugin(PLUGIN);
    expect(await askUntilAnswered(target, 'next')).to.equal(1);
    await squeeze();
    const error = await failure(ask(target, 'works'));
    expect(error).to.include({ code: 'machine_overloaded', status: 503, retryAfter: 5 });
    expect(error.message).to.match(
      /^GET \/works of crm 1\.0\.0 did not answer in \d+(\.\d)? seconds\. It had a processor for only /,
    );
    await crowd.leave();
    expect(await askUntilAnswered(target, 'next'), 'by the same process').to.be.greaterThan(1);
  });

  it('that answers late answers all the same', async () => {
    await start(1000);
    const target = await hosted.plugin(PLUGIN);
    await ask(target, 'next');
    await squeeze();
    const asked = ask(target, 'works');
    await sleep(1.5 * LIMIT);
    await crowd.leave();
    expect(await asked).to.equal(1);
  });

  it('that waits for nothing is late', async () => {
    await start(1000);
    const target = await hosted.plugin(PLUGIN);
    await ask(target, 'next');
    await squeeze();
    expect(await failure(ask(target, 'never'))).to.include({
      code: 'plugin_timeout',
      message: 'GET /never of crm 1.0.0 did not answer within 2 seconds.',
    });
  });

  it('whose lifecycle method cannot end is excused', async () => {
    await start(3);
    const source = `${WORK} export default class Plugin { onActivate() { work(900); } }`;
    const target = await hosted.plugin(source);
    const asked = failure(hosted.host.lifecycle(target, 'onActivate'));
    await squeeze();
    const error = await asked;
    expect(error.code).to.equal('machine_overloaded');
    expect(error.message).to.match(/^(crm 1\.0\.0 did not start|onActivate of crm 1\.0\.0 did not end) in /);
  });
});

describe('on a machine of whatever load, a plugin', function () {
  this.timeout(60_000);
  let hosted: Hosted;
  before(async () => {
    hosted = await startHost({ times: { start: LIMIT, route: LIMIT / 8, pong: 100, longest: 1000 } });
  });
  after(() => hosted.close());

  const SLOW: Record<string, string> = {
    'that loops as it loads': 'for (;;); export default class Plugin {}',
    'that waits for nothing as it loads': 'await new Promise(() => {}); export default class Plugin {}',
  };
  for (const [name, source] of Object.entries(SLOW)) {
    it(`${name} is ended as too slow`, async () => {
      const target = await hosted.plugin(source);
      expect(await failure(hosted.host.call(target, call('fine')))).to.include({
        code: 'plugin_failed',
        message: 'crm 1.0.0 failed to start: it did not start within 2 seconds',
      });
    });
  }

  it('that loops in a request is ended as busy without end', async () => {
    const target = await hosted.plugin(PLUGIN);
    await json(await hosted.host.call(target, call('next')));
    expect((await failure(hosted.host.call(target, call('loops')))).code).to.equal('plugin_timeout');
    while (!hosted.lines.some(({ message }) => message.includes('event loop was blocked'))) await sleep(50);
  });
});

function failure(promise: Promise<unknown>): Promise<PlexicaError> {
  return promise.then(
    (answer) => {
      throw new Error(`it succeeded: ${JSON.stringify(answer)}`);
    },
    (error: PlexicaError) => error,
  );
}

function sandbox(): number | undefined {
  return childProcesses(process.pid).find((pid) =>
    readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes('/bootstrap/main.js'),
  );
}
