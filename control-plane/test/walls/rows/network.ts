import { BOTH, ONCE, answersAt, nothingReturned, type EscapeRow } from './row.ts';

/** Sockets of every kind, and names. */
export const network: readonly EscapeRow[] = [
  {
    name: 'connect by TCP',
    source: `${ONCE} const s = builtin('net').connect(outside.tcp, '127.0.0.1'); return String(await once(s, 'data'));`,
    deniedBy: BOTH,
  },
  {
    name: 'fetch',
    source: `return await (await fetch('http://127.0.0.1:' + outside.tcp)).text();`,
    deniedBy: BOTH,
  },
  {
    name: 'send an HTTP request',
    source: `${ONCE} const r = builtin('http').get({ port: outside.tcp, host: '127.0.0.1' }); return String(await once(r, 'response'));`,
    deniedBy: BOTH,
  },
  {
    name: 'open a WebSocket',
    source: `return await new Promise((ok, no) => { const w = new WebSocket('ws://127.0.0.1:' + outside.tcp); w.onerror = (e) => no(e.error ?? new Error('no')); w.onopen = () => ok('open'); });`,
    deniedBy: BOTH,
    reached: nothingReturned,
  },
  {
    name: 'listen on TCP',
    source: `${ONCE} const s = builtin('net').createServer().listen(0); await once(s, 'listening'); return s.address().port;`,
    deniedBy: BOTH,
    reached: answersAt,
  },
  {
    name: 'send by UDP',
    source: `const s = builtin('dgram').createSocket('udp4'); await new Promise((ok, no) => s.on('error', no).send('x', outside.udp, '127.0.0.1', (e) => e ? no(e) : ok())); return 'sent';`,
    deniedBy: BOTH,
    reached: nothingReturned,
  },
  {
    name: 'listen on UDP',
    source: `${ONCE} const s = builtin('dgram').createSocket('udp4'); s.bind(0); await once(s, 'listening'); return s.address().port;`,
    deniedBy: BOTH,
  },
  {
    name: 'bind a socket that it passes on',
    source: `return new (builtin('net').BoundSocket)({ host: '127.0.0.1', port: 0 }).address().port;`,
    deniedBy: BOTH,
  },
  {
    name: 'listen by what is beneath node:net',
    source: `const handle = builtin('net')._createServerHandle('127.0.0.1', 0, 4); if (typeof handle === 'number') throw new Error('error ' + handle); const code = handle.listen(5); if (code !== 0) throw new Error('error ' + code); return 1;`,
    deniedBy: BOTH,
  },
  {
    name: 'send by what is beneath node:dgram',
    source: `const s = builtin('dgram').createSocket('udp4'); const { handle } = s[Object.getOwnPropertySymbols(s).find((key) => /state/.test(String(key)))];
      const { SendWrap } = process.binding('udp_wrap'); const r = new SendWrap(); r.oncomplete = () => {}; handle.send(r, [Buffer.from('x')], 1, outside.udp, '127.0.0.1', false); return 'sent';`,
    deniedBy: BOTH,
    reached: nothingReturned,
  },
  {
    name: 'connect to a unix socket',
    source: `${ONCE} return String(await once(builtin('net').connect(outside.unix), 'data'));`,
    deniedBy: BOTH,
  },
  {
    name: 'connect to an abstract unix socket',
    source: `${ONCE} return String(await once(builtin('net').connect(outside.abstract), 'data'));`,
    deniedBy: BOTH,
  },
  {
    name: 'listen on a unix socket',
    source: `${ONCE} const s = builtin('net').createServer().listen(outside.folder + '/x.sock'); await once(s, 'listening'); return 1;`,
    deniedBy: BOTH,
    leaves: /^x\.sock$/,
  },
  {
    name: 'look up a name',
    source: `return await builtin('dns/promises').lookup('localhost');`,
    deniedBy: BOTH,
  },
  {
    name: 'ask a name server',
    source: `const r = new (builtin('dns').promises.Resolver)({ timeout: 200, tries: 1 }); r.setServers(['127.0.0.1:' + outside.udp]); await r.resolve4('example.org').catch((e) => { if (e.code === 'ERR_ACCESS_DENIED') throw e; }); return 'asked';`,
    deniedBy: BOTH,
    reached: nothingReturned,
  },
];
