import { Readable } from 'node:stream';
import { expect } from 'chai';
import { PlexicaError } from '@plexica/sdk/errors';
import type { PluginCall, Sandboxed } from '../../src/plugin-host/types.ts';
import { type Hosted, call, json, startHost, text } from './hosted.ts';

const PLUGIN = `
  plain() { return { a: 1, list: [true, null] }; }
  nothing() {}
  nullish() { return null; }
  response() { return new Response('hi', { status: 201, headers: { 'x-plugin-a': 'b' } }); }
  empty() { return new Response(null, { status: 204 }); }
  octets() { return new Response(new Uint8Array([0, 255, 1]), { headers: { 'content-type': 'image/png' } }); }
  stream() {
    let n = 0;
    return new Response(new ReadableStream({
      pull(c) { if (n++ < 100) c.enqueue(new Uint8Array(100_000).fill(n)); else c.close(); },
    }));
  }
  endless(ctx) {
    ctx.signal.addEventListener('abort', () => { globalThis.aborted = true; });
    return new Response(new ReadableStream({ pull(c) { c.enqueue(new Uint8Array(65_536)); } }));
  }
  wasAborted() { return globalThis.aborted === true; }
  breaks() {
    let n = 0;
    return new Response(new ReadableStream({ async pull(c) {
      if (n++ < 8) { c.enqueue(new Uint8Array(65_536)); return; }
      throw new Error('in the middle');
    } }));
  }
  large() { return 'x'.repeat(11 * 1024 * 1024); }
  nineMebibytes() { return 'x'.repeat(9 * 1024 * 1024); }
  bigint() { return 1n; }
  symbol() { return Symbol('a'); }
  forgets() { return { id: 1, row: Promise.resolve({ n: 1 }) }; }
  forgetsAll() { return { items: [1, 2].map(async (n) => n) }; }
  hollow() { return { a: {}, list: [{}], text: '{}' }; }
  fetches() { return fetch('https://example.com/'); }
  fetchesAddress() { return fetch('http://127.0.0.1:8080/'); }
  connects() { return new Promise((_, no) => process.getBuiltinModule('net').connect(9, 'example.com').on('error', no)); }
  throws() { throw new Error('secret detail'); }
  throwsText() { throw 'text'; }
  async refuses() {
    const error = Object.assign(new Error('no such contact'), { status: 404, code: 'contact_missing', fields: { id: 'unknown' } });
    error[Symbol.for('plexica.HttpError')] = true;
    throw error;
  }
  see(ctx) {
    const { request: r, user } = ctx;
    return {
      tenant: ctx.tenant, config: ctx.config, method: r.method, path: r.path, params: r.params,
      query: r.query.getAll('q'), header: r.headers.get('X-One'), headers: [...r.headers.keys()],
      user: user && { id: user.id, name: user.name, read: user.can('contacts.read'), write: user.can('contacts.write'), other: user.can('deals.read') },
      frozen: Object.isFrozen(ctx.config) && Object.isFrozen(ctx.config.nested),
    };
  }
  async body(ctx) { return ctx.request.json(); }
  async words(ctx) { return (await ctx.request.text()).length; }
  async bytes(ctx) { const b = await ctx.request.bytes(); return { type: b.constructor.name, length: b.length, sum: b.reduce((x, y) => x + y, 0) }; }
  async twice(ctx) { return [await ctx.request.text(), await ctx.request.text()]; }
  async streamed(ctx) { let n = 0; for await (const piece of ctx.request.stream) n += piece.length; return n; }
  echo(ctx) { return new Response(ctx.request.stream); }
  logs(ctx) { ctx.log.warn('careful', { a: 1n, error: new Error('x') }); console.log('printed', { b: 2 }); console.error('bad'); }
  aborted(ctx) { return new Promise((resolve) => ctx.signal.addEventListener('abort', () => resolve('late'))); }
`;

describe('a request to a plugin', () => {
  let hosted: Hosted;
  let target: Sandboxed;
  before(async () => {
    hosted = await startHost();
    target = await hosted.plugin(PLUGIN, { config: { nested: { deep: true } } });
  });
  after(() => hosted.close());

  const ask = (handler: string, more?: Partial<PluginCall>) => hosted.host.call(target, call(handler, more));
  const failure = async (promise: Promise<unknown>): Promise<PlexicaError> => {
    try {
      await promise;
    } catch (error) {
      return error as PlexicaError;
    }
    throw new Error('it succeeded');
  };

  describe('is answered', () => {
    it('with a plain value as JSON', async () => {
      const answer = await ask('plain');
      expect(answer.status).to.equal(200);
      expect(answer.headers).to.deep.equal([['content-type', 'application/json']]);
      expect(await json(answer)).to.deep.equal({ a: 1, list: [true, null] });
    });
    it('with nothing as 204', async () => {
      expect(await ask('nothing')).to.deep.equal({ status: 204, headers: [], body: undefined });
    });
    it('with null as JSON', async () => expect(await text(await ask('nullish'))).to.equal('null'));
    it('with a Response', async () => {
      const answer = await ask('response');
      expect(answer.status).to.equal(201);
      expect(answer.headers).to.deep.include(['x-plugin-a', 'b']);
      expect(await text(answer)).to.equal('hi');
    });
    it('with a Response without a body', async () => {
      expect(await ask('empty')).to.deep.equal({ status: 204, headers: [], body: undefined });
    });
    it('with octets', async () => {
      const answer = await ask('octets');
      expect(Buffer.from(await text(answer)).length).to.be.greaterThan(0);
      expect(answer.headers).to.deep.include(['content-type', 'image/png']);
    });
    it('with a stream of 10 MB', async () => {
      expect((await text(await ask('stream'))).length).to.be.greaterThan(9_000_000);
    });
    it('with 9 MiB at once', async () => {
      expect((await text(await ask('nineMebibytes'))).length).to.equal(9 * 1024 * 1024 + 2);
    });
    it('with a problem where it threw an HttpError', async () => {
      const answer = await ask('refuses', { requestId: 'req-7' });
      expect(answer.status).to.equal(404);
      expect(answer.headers).to.deep.equal([['content-type', 'application/problem+json']]);
      expect(await json(answer)).to.include({
        status: 404,
        detail: 'no such contact',
        code: 'contact_missing',
        requestId: 'req-7',
      });
    });
  });

  describe('fails with plugin_failed, and the process goes on, when a route', () => {
    for (const handler of ['throws', 'throwsText', 'bigint', 'symbol', 'large']) {
      it(handler, async () => {
        const before = await json(await ask('plain'));
        const error = await failure(ask(handler, { requestId: `req-${handler}` }));
        expect(error.code).to.equal('plugin_failed');
        expect(error.message).to.equal('crm 1.0.0 failed with an error.');
        expect(
          hosted.lines.some(({ requestId, level }) => requestId === `req-${handler}` && level === 'error'),
        ).to.equal(true);
        expect(await json(await ask('plain'))).to.deep.equal(before);
      });
    }
    it('logs the stack with the line of the plugin', async () => {
      await failure(ask('throws', { requestId: 'req-stack' }));
      const line = hosted.lines.find(({ requestId }) => requestId === 'req-stack');
      expect(line?.message).to.match(
        /^Error: secret detail\n\s+at Plugin\.throws \(dist\/backend\/index\.js:\d+:\d+\)$/,
      );
    });
    it('breaks off a stream where it fails in the middle', async () => {
      const answer = await ask('breaks');
      expect((await failure(text(answer))).code).to.equal('plugin_failed');
    });
  });

  for (const [handler, name] of Object.entries({ forgets: 'row', forgetsAll: '0' })) {
    it(`fails where the answer of "${handler}" holds a promise, and asks for the await`, async () => {
      expect((await failure(ask(handler, { requestId: `req-${handler}` }))).code).to.equal('plugin_failed');
      const line = hosted.lines.find(({ requestId }) => requestId === `req-${handler}`);
      expect(line?.message).to.contain(`a route returned a promise in "${name}"; add await or Promise.all`);
    });
  }

  for (const handler of ['fetches', 'fetchesAddress', 'connects']) {
    it(`names ctx.fetch in the log where "${handler}" finds no network`, async () => {
      await failure(ask(handler, { requestId: `req-${handler}` }));
      const line = hosted.lines.find(({ requestId }) => requestId === `req-${handler}`);
      expect(line?.message).to.match(/\nPlugins can connect to other hosts only with ctx\.fetch\.$/);
    });
  }

  it('sends objects without keys as they are', async () => {
    expect(await json(await ask('hollow'))).to.deep.equal({ a: {}, list: [{}], text: '{}' });
  });

  it('shows the request, the caller and the frozen configuration', async () => {
    const answer = await ask('see', {
      path: '/see/7',
      params: { id: '7' },
      query: 'q=1&q=%C3%A9',
      headers: [['x-one', 'two']],
      user: { id: 'token:ada', name: 'Ada', permissions: ['contacts.read', 'notes.*'] },
    });
    expect(await json(answer)).to.deep.equal({
      tenant: { slug: 'acme' },
      config: { nested: { deep: true } },
      method: 'GET',
      path: '/see/7',
      params: { id: '7' },
      query: ['1', 'é'],
      header: 'two',
      headers: ['x-one'],
      user: { id: 'token:ada', name: 'Ada', read: true, write: false, other: false },
      frozen: true,
    });
  });

  describe('has a body', () => {
    it('read as JSON', async () => {
      expect(await json(await ask('body', { body: Buffer.from('{"a":[1]}') }))).to.deep.equal({ a: [1] });
    });
    it('read as JSON behind one byte order mark', async () => {
      expect(await json(await ask('body', { body: Buffer.from('\uFEFF{"a":"\uFEFF"}') }))).to.deep.equal({
        a: '\uFEFF',
      });
      expect((await ask('body', { body: Buffer.from('\uFEFF\uFEFF{}') })).status).to.equal(400);
    });
    it('that is no JSON: 400', async () => {
      const answer = await ask('body', { body: Buffer.from('{') });
      expect(answer.status).to.equal(400);
      expect(await json(answer)).to.include({ code: 'malformed_request' });
    });
    it('that is missing: 400', async () => expect((await ask('body')).status).to.equal(400));
    it('of 5 MB as text', async () => {
      expect(await json(await ask('words', { body: Buffer.alloc(5_000_000, 'a') }))).to.equal(5_000_000);
    });
    it('of 11 MiB: 413', async () => {
      expect((await ask('words', { body: Buffer.alloc(11 * 1024 * 1024, 'a') })).status).to.equal(413);
    });
    it('as octets', async () => {
      const answer = await ask('bytes', { body: Buffer.from([1, 2, 253]) });
      expect(await json(answer)).to.deep.equal({ type: 'Uint8Array', length: 3, sum: 256 });
    });
    it('that can be read twice', async () => {
      expect(await json(await ask('twice', { body: Buffer.from('a') }))).to.deep.equal(['a', 'a']);
    });
    it('that is a stream of 20 MB', async () => {
      const body = Readable.from(Array.from({ length: 200 }, () => Buffer.alloc(100_000)));
      expect(await json(await ask('streamed', { body }))).to.equal(20_000_000);
    });
    it('that is sent back as it comes', async () => {
      const body = Readable.from(Array.from({ length: 30 }, () => Buffer.alloc(100_000, 'z')));
      expect((await text(await ask('echo', { body }))).length).to.equal(3_000_000);
    });
    it('whose stream fails with a reason: that reason', async () => {
      const body = new Readable({ read() {} });
      const asked = failure(ask('words', { body }));
      body.push(Buffer.alloc(1000));
      body.destroy(new PlexicaError('payload_too_large', 'too much'));
      expect((await asked).code).to.equal('payload_too_large');
    });
    it('that nobody reads, and is not destroyed', async () => {
      const body = Readable.from(Array.from({ length: 100 }, () => Buffer.alloc(100_000)));
      expect((await ask('plain', { body })).status).to.equal(200);
      expect(body.destroyed).to.equal(false);
    });
    it('that nobody reads', async () => {
      expect(await json(await ask('plain', { body: Buffer.alloc(9_000_000) }))).to.deep.include({ a: 1 });
      expect(await json(await ask('plain'))).to.deep.include({ a: 1 });
    });
  });

  it('tells the plugin that its caller has gone', async () => {
    const controller = new AbortController();
    const asked = failure(ask('aborted', { signal: controller.signal }));
    setTimeout(() => controller.abort(), 50);
    expect((await asked).code).to.equal('interrupted');
    expect(await json(await ask('plain'))).to.deep.include({ a: 1 });
  });

  it('ends a stream that nobody reads any more', async () => {
    const answer = await ask('endless');
    (answer.body as Readable).destroy();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await json(await ask('wasAborted'))).to.equal(true);
  });

  it('keeps little of a stream that is read slowly', async () => {
    const before = process.memoryUsage().arrayBuffers;
    const answer = await ask('endless');
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(process.memoryUsage().arrayBuffers - before).to.be.lessThan(8 * 1024 * 1024);
    (answer.body as Readable).destroy();
  });

  it('writes log lines with the id of the request', async () => {
    await ask('logs', { requestId: 'req-log' });
    const line = hosted.lines.find(({ message }) => message === 'careful');
    expect(line).to.deep.include({ level: 'warn', requestId: 'req-log' });
    expect(line?.details).to.include({ a: '1' });
    expect(hosted.lines.map(({ level, message }) => `${level} ${message}`)).to.include.members([
      'info printed { b: 2 }',
      'error bad',
    ]);
  });
});
