import { lookup } from 'node:dns/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { resolveByDns } from '../../src/plugin-host/capabilities/fetch/resolve.ts';
import { type Hosted, call, startHost, text } from './hosted.ts';
import { type NameServer, openNameServer } from './name-server.ts';

const BUNDLE = `
  async getMany(ctx) {
    const names = Array.from({ length: 8 }, (_, index) => 'silent-' + index + '.example.com');
    const codes = await Promise.all(names.map((name) => ctx.fetch('https://' + name).then(() => 'answer', (e) => e.code)));
    return [...new Set(codes)];
  }
  async getInside(ctx) {
    return ctx.fetch('https://inside.example.com').then(() => 'answer', (e) => e.code + ' ' + e.message);
  }
  async getSilent(ctx) {
    return ctx.fetch('https://silent.example.com').then(() => 'answer', (e) => e.code + ' ' + e.message);
  }
  async getLocalhost(ctx) {
    return ctx.fetch('https://localhost').then(() => 'answer', (e) => e.code);
  }
`;

describe('names that plugins fetch from', () => {
  let server: NameServer;
  let hosted: Hosted;
  before(async () => {
    const version6 = [0x26, 6, 0x47, 0, ...Array.from({ length: 10 }, () => 0), 0x11, 0x11];
    server = await openNameServer(
      {
        'A both.example.com': [93, 184, 215, 14],
        'AAAA both.example.com': version6,
        'A half.example.com': [93, 184, 215, 14],
        'A late.example.com': [93, 184, 215, 14],
        'AAAA late.example.com': version6,
        'A inside.example.com': [10, 1, 2, 3],
        'AAAA inside.example.com': [],
      },
      ['A late.example.com'],
    );
    hosted = await startHost({
      resolve: (hostname, signal) => resolveByDns(hostname, signal, [server.address]),
    });
  });
  after(async () => {
    await hosted?.close();
    await server?.close();
  });
  beforeEach(() => server.asked.splice(0));

  const network = ['*.example.com', 'localhost'];
  const asked = () => new Set(server.asked.map((question) => question.split(' ')[1]));

  it('have the addresses of both families', async () => {
    const found = await resolveByDns('both.example.com', new AbortController().signal, [server.address]);
    expect(found).to.deep.equal([
      { address: '93.184.215.14', family: 4 },
      { address: '2606:4700::1111', family: 6 },
    ]);
  });

  it('have those of one family where the name server is silent about the other', async () => {
    const found = await resolveByDns('half.example.com', new AbortController().signal, [server.address]);
    expect(found).to.deep.equal([{ address: '93.184.215.14', family: 4 }]);
    // Whoever waits for the first try to end asks a second time.
    expect(server.asked).to.have.members(['A half.example.com', 'AAAA half.example.com']);
  });

  it('have those of version 4 also where these come later', async () => {
    const found = await resolveByDns('late.example.com', new AbortController().signal, [server.address]);
    expect(found.map(({ family }) => family)).to.deep.equal([4, 6]);
  });

  it('are asked of name servers, and refused where they lead inside', async () => {
    const plugin = await hosted.plugin(BUNDLE, { network });
    const inside = await hosted.host.call(plugin, call('getInside'));
    expect(await text(inside)).to.match(/^"?refused .*no public IP address/);
    const localhost = await hosted.host.call(plugin, call('getLocalhost'));
    expect(await text(localhost)).to.include('refused');
    expect([...asked()]).to.deep.equal(['inside.example.com']);
  });

  it('hold no threads and four places while a name server is silent, and none after the request', async () => {
    const plugin = await hosted.plugin(BUNDLE, { network });
    const caller = new AbortController();
    const answer = hosted.host
      .call(plugin, call('getMany', { signal: caller.signal }))
      .catch(() => undefined);
    while (asked().size < 4) await sleep(20);
    await sleep(300);
    expect(asked().size).to.equal(4);
    let over = false;
    void answer.finally(() => {
      over = true;
    });
    await lookup('localhost');
    expect(over, 'it waits for none of them').to.equal(false);

    caller.abort();
    await answer;
    await sleep(300);
    const before = server.asked.length;
    // The second try would come two seconds after the first.
    await sleep(2_500);
    expect(server.asked.length).to.equal(before);
  });

  it('have no address where the name server stays silent, before the ten seconds of the call are over', async () => {
    const plugin = await hosted.plugin(BUNDLE, { network });
    const silent = await hosted.host.call(plugin, call('getSilent'));
    expect(await text(silent)).to.match(/unreachable .*silent.example.com has no address \(ETIMEOUT\)/);
  }).timeout(30_000);
});
