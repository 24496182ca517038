import { join } from 'node:path';
import { expect } from 'chai';
import type { Sandboxed } from '../../src/plugin-host/types.ts';
import { echoCapability } from './capabilities/echo/echo.ts';
import { type Hosted, call, json, startHost } from './hosted.ts';

const PLUGIN = `
  members(ctx) { return Object.keys(ctx).sort(); }
  say(ctx) { return ctx.echo.say('hello'); }
  async refused(ctx) { return ctx.echo.say('').catch((error) => error.message); }
  capitals(ctx) { return ctx.echo.capitals(Buffer.alloc(3_000_000, 'aB1')); }
  atOnce(ctx) {
    return Promise.all(Array.from({ length: 20 }, (_none, at) => ctx.echo.capitals(Buffer.alloc(200_000 + at, 'a'))));
  }
  async cancelled(ctx) {
    return ctx.echo.wait(AbortSignal.timeout(50)).catch((error) => error.name);
  }
  wait(ctx) { return ctx.echo.wait(); }
  leave(ctx) { void ctx.echo.wait().catch((error) => { globalThis.left = error.name; }); }
  async left() {
    while (globalThis.left === undefined) await new Promise((resolve) => setTimeout(resolve, 5));
    return globalThis.left;
  }
  kept(ctx) { globalThis.kept ??= ctx; return 'kept'; }
  late() { return globalThis.kept.echo.say('late').catch((error) => error.name + ': ' + error.message); }
  huge(ctx) { return ctx.echo.say('x'.repeat(1024 * 1024)).catch((error) => error.name); }
  async onInstall(ctx) { const { text, during } = await ctx.echo.say('installed'); ctx.log.info(text + ', ' + during); }
`;

describe('a capability that is one folder and a line in each list', () => {
  let hosted: Hosted;
  let target: Sandboxed;
  const ended: string[] = [];
  before(async () => {
    hosted = await startHost({
      capabilities: [echoCapability((what) => ended.push(what))],
      bootstrap: join(import.meta.dirname, 'capabilities/in-sandbox.ts'),
    });
    target = await hosted.plugin(PLUGIN);
  });
  after(() => hosted.close());
  beforeEach(() => ended.splice(0));

  const ask = async (handler: string) => json(await hosted.host.call(target, call(handler)));

  it('is a member of ctx, beside the others', async () => {
    expect(await ask('members')).to.include.members(['db', 'echo', 'fetch', 'log', 'request']);
  });

  it('answers a request', async () => {
    expect(await ask('say')).to.deep.equal({ text: 'acme: hello', during: 'request' });
  });

  it('answers a lifecycle method', async () => {
    await hosted.host.lifecycle(target, 'onInstall');
    expect(hosted.lines.at(-1)?.message).to.equal('acme: installed, lifecycle');
    // Its process was made for it.
    while (ended.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(ended).to.deep.equal(['process']);
  });

  it('refuses with an error of its own', async () => {
    expect(await ask('refused')).to.equal('ctx.echo: nothing was said');
  });

  it('receives a body in pieces and sends one', async () => {
    expect(await ask('capitals')).to.equal(2_000_000);
  });

  it('does so many times at once', async () => {
    expect(await ask('atOnce')).to.deep.equal(Array.from({ length: 20 }, (_none, at) => 200_000 + at));
  });

  it('learns that the plugin waits no more', async () => {
    expect(await ask('cancelled')).to.equal('TimeoutError');
    // The answer and the word of it go the same way, in this order.
    expect(ended).to.deep.equal(['call']);
  });

  it('ends with the request that it was asked for', async () => {
    await ask('kept');
    await hosted.host.call(target, call('leave'));
    expect(await ask('left')).to.equal('RequestOver');
    expect(ended).to.deep.equal(['call']);
  });

  it('ends with a caller who goes away', async () => {
    const gone = new AbortController();
    const waiting = hosted.host
      .call(target, call('wait', { signal: gone.signal }))
      .catch((error: Error) => error);
    await ask('say');
    gone.abort();
    expect(await waiting).to.have.property('code', 'interrupted');
    expect(ended).to.deep.equal(['call']);
  });

  it('is not asked for a request that has ended', async () => {
    await ask('kept');
    expect(await ask('late')).to.equal('RequestOver: The request has ended.');
  });

  it('is not asked what does not fit into a message', async () => {
    expect(await ask('huge')).to.equal('RangeError');
  });

  it('ends what it has for a process, an installation and the host', async () => {
    await hosted.host.retire(target.installation);
    expect(ended).to.deep.equal(['process', 'installation']);
    await hosted.host.close();
    expect(ended).to.deep.equal(['process', 'installation', 'host']);
  });
});
