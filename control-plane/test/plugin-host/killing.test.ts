import { TIME_LIMITS } from '../../src/plugin-host/limits.ts';
import { PluginProcess } from '../../src/plugin-host/process/plugin-process.ts';
import { prepareSandbox } from '../../src/plugin-host/sandbox/sandbox.ts';
import { missingKernelWall, skipWhereMissing } from '../skip-where-missing.ts';
import { type Hosted, startHost } from './hosted.ts';

describe('a sandbox that is killed while it starts', () => {
  let hosted: Hosted;
  before(async () => {
    hosted = await startHost();
  });
  after(() => hosted.close());

  it('ends with all its processes, however far it has come', async function () {
    skipWhereMissing(this, await missingKernelWall());
    const target = await hosted.plugin('fine() { return 1; }');
    const sandbox = await prepareSandbox(hosted.walls, hosted.folder);
    for (let tries = 0; tries < 200; tries += 1) {
      const started = sandbox.start(target.bundle);
      const running = new PluginProcess(target, started, [], TIME_LIMITS, () => undefined);
      running.started.catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, tries % 15));
      running.kill();
      // It waits for the streams, which every process of the sandbox holds.
      await running.ended;
    }
  });
});
