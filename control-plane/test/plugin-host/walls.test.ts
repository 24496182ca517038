import { expect } from 'chai';
import { detectWalls } from '../../src/plugin-host/walls.ts';
import { type Hosted, call, json, startHost } from './hosted.ts';

/** What a plugin tries, as the body of an async function; it returns what it got, or throws. */
const ATTEMPTS: Record<string, string> = {
  'open a TCP connection': `const net = await import('node:net'); return await new Promise((ok, no) => net.connect(1, '127.0.0.1').on('connect', ok).on('error', (e) => e.code === 'ECONNREFUSED' ? ok('tried') : no(e)));`,
  'listen on TCP': `const net = await import('node:net'); return await new Promise((ok, no) => net.createServer().on('error', no).listen(0, () => ok(1)));`,
  'open a UDP socket': `const d = await import('node:dgram'); const s = d.createSocket('udp4'); return await new Promise((ok, no) => s.on('error', no).send('x', 9, '127.0.0.1', (e) => e ? no(e) : ok(1)));`,
  'listen on a unix socket': `const net = await import('node:net'); return await new Promise((ok, no) => net.createServer().on('error', no).listen('/tmp/plexica-x.sock', () => ok(1)));`,
  fetch: `return (await fetch('http://127.0.0.1:1/')).status;`,
  'resolve a name': `return await (await import('node:dns/promises')).lookup('example.org');`,
  'read a file of the machine': `return (await import('node:fs')).readFileSync('/etc/passwd', 'utf8');`,
  'read the folder of the bundle’s neighbours': `return (await import('node:fs')).readdirSync('/tmp');`,
  'read /proc': `return (await import('node:fs')).readFileSync('/proc/self/environ', 'utf8');`,
  'write a file': `(await import('node:fs')).writeFileSync('/tmp/plexica-x', 'x'); return 1;`,
  'write into its bundle': `(await import('node:fs')).writeFileSync(new URL(import.meta.url).pathname, 'x'); return 1;`,
  'use node:sqlite': `const { DatabaseSync } = await import('node:sqlite'); new DatabaseSync('/tmp/plexica-x.db'); return 1;`,
  'write a report': `process.report.writeReport('/tmp/plexica-report.json'); return 1;`,
  'write a heap snapshot': `(await import('node:v8')).writeHeapSnapshot('/tmp/plexica-heap'); return 1;`,
  'import a file of the machine': `return await import('file:///etc/passwd');`,
  spawn: `return (await import('node:child_process')).execFileSync('/bin/true');`,
  fork: `return (await import('node:child_process')).fork('x');`,
  'start a worker': `const { Worker } = await import('node:worker_threads'); new Worker('1', { eval: true }); return 1;`,
  'load an addon': `process.dlopen({ exports: {} }, '/node'); return 1;`,
  'use WASI': `const { WASI } = await import('node:wasi'); new WASI({ version: 'preview1' }); return 1;`,
  'open the inspector': `(await import('node:inspector')).open(0); return 1;`,
  'use process.binding': `return process.binding('fs');`,
  'evaluate text': `return eval('1 + 1');`,
  'make a function of text': `return new Function('return 1')();`,
  'make an asynchronous function of text': `return new (async () => {}).constructor('return 1')();`,
  'make a generator of text': `return Object.getPrototypeOf(function* () {}).constructor('yield 1')().next().value;`,
  'evaluate text by the constructor of a function': `return (() => {}).constructor('return 1')();`,
  'set flags of V8': `(await import('node:v8')).setFlagsFromString('--allow-natives-syntax'); return 1;`,
  'signal its parent': `return process.kill(process.ppid, 0);`,
  'signal with _kill': `return process._kill(process.ppid, 0);`,
  'debug another process': `return process._debugProcess(1);`,
  'set priorities': `(await import('node:os')).setPriority(0, -5); return 1;`,
  'set priorities by a named import': `const { setPriority } = await import('node:os'); setPriority(0, -5); return 1;`,
  'become root': `process.setuid(0); return 1;`,
  'change its groups': `process.setgroups([0]); return 1;`,
};

const PLUGIN = `
  async attempt(ctx) {
    try {
      const attempts = { ${Object.entries(ATTEMPTS)
        .map(([name, body]) => `${JSON.stringify(name)}: async () => { ${body} }`)
        .join(',\n')} };
      return { got: String(await attempts[await ctx.request.text()]()) };
    } catch (error) { return { denied: error.code ?? error.message }; }
  }
  environment() { return Object.keys(process.env); }
  who() { return { uid: process.getuid(), pid: process.pid }; }
  root() { return process.getBuiltinModule('node:fs').readdirSync('/').sort(); }
`;

describe('the walls', () => {
  it('are said in a sentence', async () => {
    expect((await detectWalls()).why).to.match(/bubblewrap/);
  });

  for (const kernel of [true, false]) {
    describe(kernel ? 'of the kernel and of Node' : "of Node's permission model alone", () => {
      let hosted: Hosted;
      before(async function () {
        const walls = await detectWalls();
        if (kernel && !walls.kernel) this.skip();
        hosted = await startHost({ walls: { ...walls, kernel } });
      });
      after(() => hosted?.close());

      for (const name of Object.keys(ATTEMPTS)) {
        it(`do not let a plugin ${name}`, async () => {
          const target = await hosted.plugin(PLUGIN);
          const outcome = await hosted.host
            .call(
              { ...target, installation: 1, bundle: target.bundle },
              call('attempt', { body: Buffer.from(name) }),
            )
            .then(json, (error: Error) => ({ denied: error.message }));
          expect(outcome).to.have.property('denied');
        });
      }
      it('leave it an empty environment', async () => {
        const target = await hosted.plugin(PLUGIN);
        expect(await json(await hosted.host.call(target, call('environment')))).to.deep.equal([]);
      });
      it('leave it no rights of root', async () => {
        const target = await hosted.plugin(PLUGIN);
        expect(await json(await hosted.host.call(target, call('who'))))
          .to.have.property('uid')
          .not.equal(0);
      });
      if (kernel) {
        it('make it the only process it knows of', async () => {
          const target = await hosted.plugin(PLUGIN);
          expect(await json(await hosted.host.call(target, call('who')))).to.deep.equal({
            uid: 65_534,
            pid: 1,
          });
        });
      }
    });
  }
});
