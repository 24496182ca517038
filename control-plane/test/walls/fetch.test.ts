import type { Readable } from 'node:stream';
import { expect } from 'chai';
import { type Hosted, call, json, startHost, text } from '../plugin-host/hosted.ts';
import { publish } from '../installations/plugin-package.ts';
import { startServer } from '../server.ts';
import { skipWhereMissing } from '../skip-where-missing.ts';
import { HELD_HEADERS, NOT_PUBLIC, fetchRows, lieRows } from './fetch-rows.ts';
import { type World, openWorld } from './fetch-world.ts';
import { isPublic } from '../../src/plugin-host/capabilities/fetch/addresses.ts';

/** Writes frames to descriptor 3 itself, past what the bootstrap would say. */
const RAW = `await import('node:fs').then((fs) => {
  const write = (octets) => {
    for (let at = 0; at < octets.length; ) {
      try { at += fs.writeSync(3, octets, at); } catch (error) { if (error.code !== 'EAGAIN') throw error; }
    }
  };
  return {
    send(message) {
      const json = Buffer.from(JSON.stringify(message));
      const head = Buffer.alloc(5);
      head.writeUInt32BE(json.length + 1);
      write(Buffer.concat([head, json]));
    },
    piece(call, octets) {
      const head = Buffer.alloc(9);
      head.writeUInt32BE(5 + octets.length);
      head[4] = 3;
      head.writeUInt32BE(call, 5);
      write(Buffer.concat([head, octets]));
    },
  };
})`;

/** Routes that evaluate nothing: what they do is chosen by a number and has been written into the bundle. */
const bundle = `
  async attempt(ctx) {
    const rows = [${fetchRows
      .map(({ url, init }) => `() => ctx.fetch(${JSON.stringify(url)}, ${init ?? 'undefined'})`)
      .join(',\n')}];
    try {
      const response = await rows[Number(await ctx.request.text())]();
      await response.bytes();
      return { status: response.status };
    } catch (error) {
      return { error: error.code ?? error.name, name: error.name, message: error.message, type: error instanceof TypeError };
    }
  }
  async get(ctx) {
    const { url, init } = await ctx.request.json();
    const response = await ctx.fetch(url, init);
    const { status, redirected, url: last } = response;
    return { status, redirected, last, type: response.headers.get('content-type'), text: (await response.text()).slice(0, 3000) };
  }
  async size(ctx) {
    const { url } = await ctx.request.json();
    const response = await ctx.fetch(url);
    return { size: (await response.bytes()).length };
  }
  async post(ctx) {
    const response = await ctx.fetch('https://api.example.com/echo', { method: 'PUT', body: new Uint8Array(await ctx.request.json()) });
    return response.json();
  }
  async many(ctx) {
    const answers = await Promise.all(Array.from({ length: 20 }, () => ctx.fetch('https://api.example.com/slowly').then((r) => r.text())));
    return answers.length;
  }
  slow(ctx) {
    return new Response(new ReadableStream({
      async start(controller) {
        const say = (text) => controller.enqueue(new TextEncoder().encode(text));
        say('began ');
        const began = performance.now();
        const { url } = await ctx.request.json();
        try { await (await ctx.fetch(url)).text(); say('all of it'); }
        catch (error) { say(error.name + ' ' + error.code); }
        say(' ' + Math.round((performance.now() - began) / 1000));
        controller.close();
      },
    }));
  }
  async wait(ctx) { await ctx.fetch('https://api.example.com/silent?' + ctx.request.query); }
  async aborted(ctx) {
    try { await ctx.fetch('https://api.example.com/silent?own', { signal: AbortSignal.timeout(300) }); }
    catch (error) { return error.name; }
  }
  async lie(ctx) {
    const { url } = await ctx.request.json();
    const { send, piece } = ${RAW};
    const next = 1;
    const id = 1;
    const lies = [${lieRows.map(({ code }) => `() => { ${code} }`).join(',\n')}];
    lies[url]();
    await new Promise((resolve) => setTimeout(resolve, 400));
    return 'goes on';
  }
  drip(ctx) {
    return new Response(new ReadableStream({
      async start(controller) {
        const { send } = ${RAW};
        const url = 'https://api.example.com/drip?raw';
        send({ type: 'call', call: 1, id: 1, to: 'fetch', ask: { url, method: 'GET', headers: [], size: 0 } });
        for (let second = 0; second < 20; second += 1) {
          controller.enqueue(new TextEncoder().encode('.'));
          await new Promise((resolve) => setTimeout(resolve, 1000));
        }
        controller.close();
      },
    }));
  }
  async onInstall(ctx) { ctx.log.info(typeof ctx.fetch); }
`;

describe('ctx.fetch of a published plugin', () => {
  it('reaches what its manifest names, and nothing without one', async () => {
    const server = await startServer();
    try {
      const source = `async (ctx) => {
        const said = [];
        for (const host of ['nowhere.invalid', 'other.example.com']) {
          said.push(await ctx.fetch('https://' + host + '/').then(() => 'answered', (error) => error.code));
        }
        return said;
      }`;
      const routes = { 'GET /': { access: 'authenticated' as const, source } };
      await publish(server, { id: 'named', routes, access: { network: ['nowhere.invalid'] } });
      await publish(server, { id: 'unnamed', routes });
      await server.request('POST', '/v1/tenants', { json: { slug: 'acme' } });
      const said: Record<string, unknown> = {};
      for (const plugin of ['named', 'unnamed']) {
        await server.request('POST', '/v1/tenants/acme/plugins', { json: { plugin } });
        said[plugin] = (await server.request('GET', `/t/acme/${plugin}/`)).body;
      }
      // The domain `invalid` never has an address (RFC 6761).
      expect(said).to.deep.equal({ named: ['unreachable', 'refused'], unnamed: ['refused', 'refused'] });
    } finally {
      await server.stop();
    }
  });
});

describe('ctx.fetch', () => {
  let world: World;
  let hosted: Hosted;
  const network = ['api.example.com', '*.files.example.com'];
  const names = (): [string, string[][]][] => [
    ['inside.files.example.com', [[world.inside]]],
    ['mute.files.example.com', [[world.mute]]],
    ['silent.files.example.com', [[]]],
  ];

  before(async function () {
    try {
      world = await openWorld();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EACCES') throw error;
      skipWhereMissing(
        this,
        'only root may listen on 443 here (sysctl net.ipv4.ip_unprivileged_port_start=443)',
      );
    }
    hosted = await startHost({ resolve: world.resolve, fetchPrivate: [`${world.open}/32`, world.mute] });
  });
  after(async () => {
    await hosted?.close();
    await world?.close();
  });
  beforeEach(() => {
    world.asked.clear();
    world.names.clear();
    for (const [host, addresses] of names()) world.names.set(host, addresses);
  });

  const plugin = async () => hosted.plugin(bundle, { installation: 1, network, bundle: await folder() });
  let made: Promise<string> | undefined;
  const folder = () => (made ??= hosted.plugin(bundle).then(({ bundle: path }) => path));
  const ask = async (handler: string, body: unknown) =>
    json(
      await hosted.host.call(await plugin(), call(handler, { body: Buffer.from(JSON.stringify(body)) })),
    ) as Promise<Record<string, never>>;

  describe('refuses', () => {
    for (const [index, row] of fetchRows.entries()) {
      it(row.name, async () => {
        if (row.address !== undefined) world.names.set('api.example.com', [[row.address]]);
        const { error, message, type } = await ask('attempt', index);
        expect({ error, type }, message).to.deep.equal({ error: row.error, type: true });
        expect(message).to.include(row.says);
        expect(world.reached(), 'connections to what is inside').to.equal(0);
      });
    }

    it('addresses outside the public internet only, by one list', () => {
      expect(NOT_PUBLIC.filter(([, address]) => isPublic(address))).to.deep.equal([]);
      for (const address of ['1.1.1.1', '93.184.215.14', '2606:4700::1111', '2a00:1450::1']) {
        expect(isPublic(address), address).to.equal(true);
      }
    });

    it('a host that answers with an open address first and one inside then', async () => {
      world.names.set('api.example.com', [[world.open], [world.inside]]);
      const first = await ask('get', { url: 'https://api.example.com/echo' });
      expect(first['status']).to.equal(200);
      expect(world.asked.get('api.example.com'), 'resolved once').to.equal(1);
      const index = fetchRows.findIndex(({ address }) => address === '127.0.0.1');
      const { error } = await ask('attempt', index);
      expect(error).to.equal('refused');
      expect(world.asked.get('api.example.com')).to.equal(2);
      expect(world.reached()).to.equal(0);
    });

    it('the addresses inside among those of a host, and takes the open one', async () => {
      world.names.set('api.example.com', [[world.inside, '::1', world.open]]);
      expect((await ask('get', { url: 'https://api.example.com/echo' }))['status']).to.equal(200);
      expect(world.reached()).to.equal(0);
    });

    it('a proxy of the environment', async () => {
      const before = { ...process.env };
      Object.assign(process.env, { HTTPS_PROXY: `http://${world.inside}:443`, NODE_USE_ENV_PROXY: '1' });
      try {
        expect((await ask('get', { url: 'https://api.example.com/echo' }))['status']).to.equal(200);
        expect(world.reached()).to.equal(0);
      } finally {
        for (const name of ['HTTPS_PROXY', 'NODE_USE_ENV_PROXY']) delete process.env[name];
        Object.assign(process.env, before);
      }
    });

    it('lifecycle methods', async () => {
      const target = await plugin();
      await hosted.host.lifecycle(target, 'onInstall');
      expect(hosted.lines.at(-1)?.message).to.equal('undefined');
    });
  });

  describe('does not believe', () => {
    for (const [index, row] of lieRows.entries()) {
      it(row.name, async () => {
        // Every lie in a process of its own, where the first call is number 1.
        const target = { ...(await plugin()), installation: 100 + index };
        const answer = await hosted.host
          .call(target, call('lie', { body: Buffer.from(JSON.stringify({ url: index })) }))
          .then(json, (error: Error) => error.message);
        if (row.outcome === 'ended') {
          expect(answer).to.match(/violated the channel protocol/);
        } else {
          expect(answer).to.equal('goes on');
          expect([...world.asked], 'names that were looked up').to.deep.equal([]);
        }
        expect(world.reached()).to.equal(0);
        await hosted.host.retire(target.installation);
      });
    }
  });

  describe('sends', () => {
    const echo = async (init: object, url = 'https://api.example.com/echo?a=b#c') => {
      const answer = await ask('get', { url, init });
      return JSON.parse(answer['text'] as unknown as string) as {
        method: string;
        url: string;
        headers: Record<string, string>;
        size: number;
        body: string;
      };
    };

    it('method, path, query, headers and body', async () => {
      const body = JSON.stringify({ a: 1 });
      const headers = {
        Authorization: 'Bearer x',
        'X-Own': 'ä'.normalize(),
        'Content-Type': 'application/json',
      };
      const got = await echo({ method: 'POST', body, headers });
      expect(got).to.include({ method: 'POST', url: '/echo?a=b', size: 7, body });
      expect(got.headers).to.include({ authorization: 'Bearer x', 'content-type': 'application/json' });
    });

    it('none of the headers that are the host’s', async () => {
      const { headers } = await echo({ method: 'POST', body: 'abc', headers: HELD_HEADERS });
      expect(headers).to.include({
        host: 'api.example.com',
        connection: 'close',
        'content-length': '3',
        'accept-encoding': 'gzip, br',
      });
      for (const name of [
        'keep-alive',
        'proxy-authorization',
        'te',
        'trailer',
        'transfer-encoding',
        'upgrade',
        'expect',
      ]) {
        expect(headers).not.to.have.property(name);
      }
    });

    it('10 MiB, and receives as much', async () => {
      const target = await plugin();
      const octets = 10 * 1024 * 1024;
      const sent = await json(
        await hosted.host.call(target, call('post', { body: Buffer.from(String(octets)) })),
      );
      expect(sent).to.include({ method: 'PUT', size: octets });
      expect(await ask('size', { url: 'https://api.example.com/ten-mebibytes' })).to.include({
        size: octets,
      });
    });

    it('at most eight at a time, the others after them', async () => {
      world.busy.most = 0;
      expect(await ask('many', {})).to.equal(20);
      expect(world.busy.most).to.equal(8);
    });
  });

  describe('receives', () => {
    it('an answer that was compressed', async () => {
      expect((await ask('get', { url: 'https://api.example.com/gzip' }))['text']).to.equal('unpacked');
    });

    it('an error where a body breaks off', async () => {
      const failed = await ask('get', { url: 'https://api.example.com/broken' }).catch(
        (error: Error) => error,
      );
      expect(failed).to.be.instanceOf(Error);
    });

    it('a host below a wildcard', async () => {
      expect((await ask('get', { url: 'https://one.files.example.com/echo' }))['status']).to.equal(200);
    });
  });

  describe('follows a redirect', () => {
    const headers = {
      Authorization: 'Bearer x',
      Cookie: 'a=b',
      'X-Own': 'kept',
      'Content-Type': 'text/plain',
    };
    const elsewhere = encodeURIComponent('https://one.files.example.com/echo');
    const cases: [string, { status: number; to: string; method: string }, object, string[]][] = [
      [
        'within an origin with its credentials',
        { status: 302, to: '/echo', method: 'GET' },
        { method: 'GET' },
        ['authorization', 'cookie', 'x-own'],
      ],
      [
        'to another origin without them',
        { status: 302, to: elsewhere, method: 'GET' },
        { method: 'GET' },
        ['x-own'],
      ],
      [
        '303 as GET without the body',
        { status: 303, to: '/echo', method: 'PUT' },
        { method: 'GET', size: 0 },
        ['authorization', 'cookie', 'x-own'],
      ],
      [
        '301 of POST as GET',
        { status: 301, to: '/echo', method: 'POST' },
        { method: 'GET', size: 0 },
        ['authorization', 'cookie', 'x-own'],
      ],
      [
        '307 with method and body',
        { status: 307, to: elsewhere, method: 'POST' },
        { method: 'POST', size: 4 },
        ['x-own'],
      ],
    ];
    for (const [name, { status, to, method }, expected, kept] of cases) {
      it(name, async () => {
        const init = { method, headers, ...(method === 'GET' ? {} : { body: 'body' }) };
        const answer = await ask('get', { url: `https://api.example.com/?status=${status}&to=${to}`, init });
        expect(answer).to.include({ status: 200, redirected: true });
        const got = JSON.parse(answer['text'] as unknown as string) as { headers: object };
        expect(got).to.include(expected);
        const own = ['authorization', 'cookie', 'x-own'].filter((header) => header in got.headers);
        expect(own).to.deep.equal(kept);
      });
    }

    it('not, where the plugin wants to see it', async () => {
      const init = { redirect: 'manual' };
      expect(await ask('get', { url: 'https://api.example.com/to-http', init })).to.include({
        status: 302,
        redirected: false,
      });
    });
  });

  describe('ends', () => {
    it('after ten seconds whatever has no end', async () => {
      const urls = [
        'https://api.example.com/silent',
        'https://api.example.com/drip',
        'https://mute.files.example.com/',
        'https://silent.files.example.com/',
      ];
      const target = await plugin();
      const said = await Promise.all(
        urls.map(async (url) =>
          text(await hosted.host.call(target, call('slow', { body: Buffer.from(JSON.stringify({ url })) }))),
        ),
      );
      for (const one of said) {
        expect(one).to.match(/^began FetchError timeout \d+$/);
        expect(Number(/\d+$/.exec(one))).to.be.at.least(10);
      }
      await world.gone('/drip');
    });

    it('after ten seconds also where the sandbox does not', async () => {
      const began = performance.now();
      const answer = await hosted.host.call({ ...(await plugin()), installation: 200 }, call('drip'));
      await world.gone('/drip?raw');
      expect((performance.now() - began) / 1000).to.be.at.least(9.5);
      (answer.body as Readable).destroy();
    });

    it('with the request that it belongs to', async () => {
      const gone = new AbortController();
      const answer = hosted.host
        .call(await plugin(), call('wait', { query: 'caller=1', signal: gone.signal }))
        .catch((error: Error) => error.message);
      setTimeout(() => gone.abort(), 500);
      expect(await answer).to.match(/the caller disconnected/i);
      await world.gone('/silent?caller=1');
    });

    it('when the plugin says so', async () => {
      expect(await ask('aborted', {})).to.equal('TimeoutError');
      await world.gone('/silent?own');
    });
  });
});
