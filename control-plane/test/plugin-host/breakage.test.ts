import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import type { PlexicaError } from '@plexica/sdk/errors';
import type { Sandboxed } from '../../src/plugin-host/types.ts';
import { type Hosted, call, json, startHost } from './hosted.ts';

const MEMBERS = `
  fine() { return process.pid; }
  once() { globalThis.n = (globalThis.n ?? 0) + 1; return globalThis.n; }
  exits() { process.exit(3); }
  loops() { for (;;); }
  never() { return new Promise(() => {}); }
  rejects() { void Promise.reject(new Error('nobody awaits me')); return new Promise(() => {}); }
  throwsLater() { setTimeout(() => { throw new Error('later'); }, 1); return new Promise(() => {}); }
  heap() { const all = []; for (;;) all.push({ a: all.length, b: [all.length] }); }
  async buffers() { const all = []; for (;;) { all.push(Buffer.alloc(10_000_000, 1)); await new Promise((r) => setTimeout(r, 5)); } }
  twice(ctx) { const a = { type: 'response', id: 1, status: 200, headers: [], body: true }; say(a); say(a); return new Promise(() => {}); }
  overdrawn() {
    say({ type: 'response', id: 1, status: 200, headers: [], body: true });
    for (let i = 0; i < 20; i++) write(frame(1, Buffer.concat([Buffer.from([0, 0, 0, 1]), Buffer.alloc(65536)])));
    return new Promise(() => {});
  }
  async repeatsLastWords() {
    for (let i = 0; i < 1000; i++) { say({ type: 'crash', message: 'again', stack: '' }); await null; }
    return new Promise(() => {});
  }
`;
const BUNDLE = `
import fs from 'node:fs';
const frame = (kind, rest) => { const head = Buffer.alloc(5); head.writeUInt32BE(rest.length + 1); head[4] = kind; return Buffer.concat([head, rest]); };
const write = (octets) => { let at = 0; while (at < octets.length) { try { at += fs.writeSync(3, octets, at); } catch (e) { if (e.code !== 'EAGAIN') throw e; } } };
const say = (message) => write(frame(0, Buffer.from(JSON.stringify(message))));
export default class Plugin { ${MEMBERS} }
`;

describe('a plugin that breaks', () => {
  let hosted: Hosted;
  /** Its plugins have little time. Both give them as much longer as it takes where the machine has other work. */
  let hurried: Hosted;
  before(async () => {
    hosted = await startHost({ times: { longest: 1000 } });
    hurried = await startHost({ times: { route: 300, pong: 100, drain: 300, longest: 1000 } });
  });
  after(async () => {
    await hosted.close();
    await hurried.close();
  });

  const ask = (target: Sandboxed, handler: string, { host } = hosted) => host.call(target, call(handler));
  const failure = async (promise: Promise<unknown>): Promise<PlexicaError> =>
    promise.then(
      () => {
        throw new Error('it succeeded');
      },
      (error: PlexicaError) => error,
    );

  const CAUSES: Record<string, RegExp> = {
    exits: /it exited \(3\)/,
    rejects: /an uncaught error ended it: nobody awaits me/,
    throwsLater: /an uncaught error ended it: later/,
    heap: /it ran out of memory/,
  };
  for (const [handler, cause] of Object.entries(CAUSES)) {
    it(`by "${handler}" is ended with the cause and replaced`, async () => {
      const target = await hosted.plugin(BUNDLE);
      await ask(target, 'fine');
      const error = await failure(ask(target, handler));
      expect(error.code).to.equal('plugin_failed');
      expect(error.message).to.match(/^The process of crm 1\.0\.0 has ended: /);
      expect(error.message).to.match(cause);
      expect(await json(await ask(target, 'fine'))).to.be.a('number');
      expect(
        hosted.lines.some(
          ({ message }) => message.startsWith('The process was ended: ') && cause.test(message),
        ),
      ).to.equal(true);
    });
  }

  it('and says so again and again is heard once', async () => {
    const target = await hosted.plugin(BUNDLE);
    const error = await failure(ask(target, 'repeatsLastWords'));
    expect(error.message).to.match(/an uncaught error ended it: again/);
    expect(hosted.lines.filter(({ message }) => message === 'again').length).to.equal(1);
  });

  // The kernel refuses it more memory, or the watch ends it: whichever is first.
  it('by "buffers" gets no more memory than the limit', async () => {
    const target = await hosted.plugin(BUNDLE);
    const error = await failure(ask(target, 'buffers'));
    expect(error.code).to.equal('plugin_failed');
    const said = hosted.lines.slice(-3).map(({ message }) => message);
    expect(said.join('\n')).to.match(
      /MiB of memory|out of memory|Failed to allocate memory|allocation failed|it exited/,
    );
    expect(await json(await ask(target, 'fine'))).to.be.a('number');
  });

  it('by a second answer after its first has begun is ended', async () => {
    const target = await hosted.plugin(BUNDLE);
    const before = hosted.lines.length;
    // The first request of a process has the id 1.
    await ask(target, 'twice').then(
      ({ body }) => (body as NodeJS.ReadableStream & { destroy(): void }).destroy(),
      (error: PlexicaError) => expect(error.code).to.equal('plugin_failed'),
    );
    while (!hosted.lines.slice(before).some(({ message }) => message.includes('a second answer')))
      await sleep(10);
  });

  it('by more of a body than it may send, which nobody reads, is ended', async () => {
    const target = await hosted.plugin(BUNDLE);
    const before = hosted.lines.length;
    await ask(target, 'overdrawn').then(
      ({ body }) => (body as NodeJS.ReadableStream).on('error', () => undefined),
      (error: PlexicaError) => expect(error.code).to.equal('plugin_failed'),
    );
    while (!hosted.lines.slice(before).some(({ message }) => message.includes('more body data')))
      await sleep(10);
  });

  it('at load says so, with the line of its code', async () => {
    const target = await hosted.plugin(
      "const a = 1;\nthrow new TypeError('not today');\nexport default class {}",
    );
    const error = await failure(ask(target, 'fine'));
    expect(error.code).to.equal('plugin_failed');
    expect(error.message).to.equal('crm 1.0.0 failed to start: it could not be loaded: TypeError: not today');
    expect(
      hosted.lines.some(
        ({ message }) => message === 'TypeError: not today\n    at dist/backend/index.js:2:7',
      ),
    ).to.equal(true);
  });

  it('by having no class says so', async () => {
    const target = await hosted.plugin('export default 1;');
    expect((await failure(ask(target, 'fine'))).message).to.match(/default export must be a class/);
  });

  it('by answering nothing gets plugin_timeout, and its other requests go on', async () => {
    const target = await hurried.plugin(BUNDLE);
    expect(await json(await ask(target, 'once', hurried))).to.equal(1);
    const slow = failure(ask(target, 'never', hurried));
    expect(await json(await ask(target, 'once', hurried))).to.equal(2);
    expect(await slow).to.include({
      code: 'plugin_timeout',
      message: 'GET /never of crm 1.0.0 did not answer within 0.3 seconds.',
    });
    expect(await json(await ask(target, 'once', hurried))).to.equal(3);
  });

  it('by looping is ended, and others go on meanwhile', async () => {
    const target = await hurried.plugin(BUNDLE);
    const other = await hurried.plugin(BUNDLE);
    await ask(other, 'fine', hurried);
    await ask(target, 'fine', hurried);
    const looping = failure(ask(target, 'loops', hurried));
    let answered = -1;
    // While it has a processor for 0.3 seconds, another one gets as much.
    for (let over = false; !over; answered += 1) {
      const answer = ask(other, 'fine', hurried).then(() => false);
      over = await Promise.race([looping.then(() => true), answer]);
      await answer;
    }
    expect(answered).to.be.greaterThan(10);
    expect((await looping).code).to.equal('plugin_timeout');
    while (!hurried.lines.at(-1)?.message.includes('event loop was blocked')) await sleep(20);
    expect(await json(await ask(target, 'fine', hurried))).to.be.a('number');
  });

  it('again and again is started with growing pauses', async () => {
    const target = await hosted.plugin(BUNDLE);
    await failure(ask(target, 'exits'));
    await failure(ask(target, 'exits'));
    const error = await failure(ask(target, 'fine'));
    expect(error).to.include({ code: 'plugin_unavailable', retryAfter: 1 });
    expect(error.message).to.equal('crm failed 2 times and is paused. Last failure: it exited (3).');
    await new Promise((resolve) => setTimeout(resolve, 1100));
    expect(await json(await ask(target, 'fine'))).to.be.a('number');
  });

  it('gets a new process with a new version, whose requests do not wait for the old one', async () => {
    const target = await hosted.plugin(
      `slow() { return new Promise((r) => setTimeout(r, 500, 'old')); } name() { return 'old'; }`,
    );
    const next = await hosted.plugin(`name() { return 'new'; }`, {
      installation: target.installation,
      version: '1.1.0',
    });
    await ask(target, 'name');
    const slow = ask(target, 'slow');
    expect(await json(await ask(next, 'name'))).to.equal('new');
    expect(await json(await slow)).to.equal('old');
  });

  it('leaves no process behind when it is retired, which does not wait for what loops', async () => {
    const patient = await startHost({ times: { pong: 100, drain: 300_000 } });
    const target = await patient.plugin(BUNDLE);
    await ask(target, 'fine', patient);
    const slow = failure(ask(target, 'loops', patient));
    await patient.host.retire(target.installation);
    expect((await slow).code).to.be.oneOf(['plugin_failed', 'plugin_timeout', 'machine_overloaded']);
    await patient.close();
  });
});
