import os from 'node:os';
import { expect } from 'chai';
import { MEMORY_LIMIT } from '../../../src/plugin-host/limits.ts';
import { detectWalls } from '../../../src/plugin-host/sandbox/walls.ts';
import { type Hosted, call, json, startHost } from '../../plugin-host/hosted.ts';
import { missingKernelWall, skipWhereMissing } from '../../skip-where-missing.ts';

/** What packages do with Node's API, and what they get; functions are of `builtin`, which gives a module. */
const CASES: Record<string, [source: string, expected: unknown]> = {
  'wrap a function and keep its prototype, as graceful-fs': [
    `const { chdir, cwd } = process;
     process.cwd = () => cwd.call(process);
     process.chdir = (folder) => chdir.call(process, folder);
     Object.setPrototypeOf(process.chdir, chdir);
     try { return [process.cwd() === cwd(), Object.getPrototypeOf(process.chdir) === chdir]; }
     finally { Object.assign(process, { chdir, cwd }); }`,
    [true, true],
  ],
  'assign to what is refused, and read it back': [
    `const { kill } = process; const own = () => 'own'; process.kill = own;
     try { return [process.kill === own, process.kill()]; } finally { process.kill = kill; }`,
    [true, 'own'],
  ],
  'spy on what is refused by a definition': [
    `const before = Object.getOwnPropertyDescriptor(process, 'abort');
     Object.defineProperty(process, 'abort', { value: () => 'spied', configurable: true });
     try { return process.abort(); } finally { Object.defineProperty(process, 'abort', before); }`,
    'spied',
  ],
  'call what is refused': [
    `const told = (work) => { try { return work(); } catch ({ code, message }) { return code + ': ' + message; } };
     return [told(() => process.chdir('/')), told(() => new (builtin('vm').Script)('1')), process.kill.name, process.kill.length];`,
    [
      'ERR_ACCESS_DENIED: process.chdir is not available to plugins',
      'ERR_ACCESS_DENIED: vm.Script is not available to plugins',
      process.kill.name,
      process.kill.length,
    ],
  ],
  'count processors': [
    `const { cpus, availableParallelism } = builtin('os'); return [cpus().length === availableParallelism(), cpus()[0]];`,
    [true, { model: 'unknown', speed: 0, times: { user: 0, nice: 0, sys: 0, idle: 0, irq: 0 } }],
  ],
  'ask who they are': [
    `const { userInfo, homedir, tmpdir } = builtin('os');
     const { uid, gid, ...user } = userInfo(); const { username } = userInfo({ encoding: 'buffer' });
     return [uid === process.getuid(), gid === process.getgid(), user, username.toString(), Buffer.isBuffer(username), homedir(), tmpdir()];`,
    [true, true, { username: 'plugin', homedir: '/', shell: null }, 'plugin', true, '/', '/tmp'],
  ],
  'ask for their memory': [
    `const { rss, heapTotal, heapUsed, external, arrayBuffers } = process.memoryUsage();
     return [rss >= heapTotal, heapTotal >= heapUsed, heapUsed > 1e6, external >= arrayBuffers, arrayBuffers > 0, process.memoryUsage.rss() > 1e6];`,
    [true, true, true, true, true, true],
  ],
  'ask for the memory of the machine': [
    `const { totalmem, freemem } = builtin('os'); const free = [freemem(), process.availableMemory()];
     return [totalmem(), process.constrainedMemory(), free.every((bytes) => bytes > 1e6 && bytes < totalmem())];`,
    [MEMORY_LIMIT, MEMORY_LIMIT, true],
  ],
  'ask how the machine is': [
    `const { hostname, loadavg, networkInterfaces, uptime } = builtin('os');
     return [hostname(), \`\${hostname}\`, loadavg(), networkInterfaces(), uptime() < 3600];`,
    ['plugin', 'plugin', [0, 0, 0], {}, true],
  ],
  'ask for and set the umask': [
    `return [process.umask(), process.umask(0o77), process.umask('22'), process.umask(0o7777), process.umask()];`,
    [0o22, 0o22, 0o77, 0o22, 0o777],
  ],
  'look into a report, as for the C library': [
    `return [process.report.getReport().header.glibcVersionRuntime ?? null, process.report.getReport().sharedObjects, process.report.writeReport()];`,
    [null, [], ''],
  ],
  'import the same by name': [
    `const { hostname, cpus } = await import('node:os'); const { umask } = await import('node:process');
     return [hostname(), cpus === builtin('os').cpus, umask === process.umask];`,
    ['plugin', true, true],
  ],
  'know the system': [
    `const { platform, arch, type, endianness, EOL } = builtin('os'); return [platform(), arch(), type(), endianness(), EOL, process.platform];`,
    [os.platform(), os.arch(), os.type(), os.endianness(), os.EOL, process.platform],
  ],
  'hash, sign and derive keys': [
    `const crypto = builtin('crypto'); const { promisify } = builtin('util');
     const { publicKey, privateKey } = await promisify(crypto.generateKeyPair)('ed25519');
     const signed = crypto.verify(null, Buffer.from('x'), publicKey, crypto.sign(null, Buffer.from('x'), privateKey));
     return [signed, (await promisify(crypto.scrypt)('a', 'b', 16)).length, crypto.randomUUID().length];`,
    [true, 16, 36],
  ],
  compress: [
    `const zlib = builtin('zlib'); const { promisify } = builtin('util'); const text = 'x'.repeat(1e5);
     const packed = [await promisify(zlib.gzip)(text), zlib.brotliCompressSync(text), await promisify(zlib.zstdCompress)(text)];
     return [zlib.gunzipSync(packed[0]).length, zlib.brotliDecompressSync(packed[1]).length, zlib.zstdDecompressSync(packed[2]).length];`,
    [1e5, 1e5, 1e5],
  ],
  'format, compare and decode': [
    `const date = new Intl.DateTimeFormat('de-DE', { dateStyle: 'full', timeZone: 'Asia/Tokyo' }).format(0);
     return [date, new TextDecoder('shift_jis').decode(new Uint8Array([0x83, 0x65])), ['ä', 'z'].sort(new Intl.Collator('sv').compare)];`,
    ['Donnerstag, 1. Januar 1970', 'テ', ['z', 'ä']],
  ],
  'run WebAssembly with shared memory': [
    `const memory = new WebAssembly.Memory({ initial: 1, maximum: 4, shared: true }); memory.grow(1);
     const code = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 127, 3, 2, 1, 0, 7, 5, 1, 1, 102, 0, 0, 10, 6, 1, 4, 0, 65, 42, 11]);
     const { instance } = await WebAssembly.instantiate(code);
     return [instance.exports.f(), memory.buffer.byteLength, Atomics.add(new Int32Array(memory.buffer), 0, 5)];`,
    [42, 131_072, 0],
  ],
  'wait, abort and stream': [
    `const { setTimeout: sleep } = builtin('timers/promises'); await sleep(5);
     const aborted = await new Promise((done) => AbortSignal.timeout(5).addEventListener('abort', () => done('aborted')));
     const { text } = builtin('stream/consumers'); const { Readable } = builtin('stream');
     const packed = new Blob(['abc']).stream().pipeThrough(new CompressionStream('gzip')).pipeThrough(new DecompressionStream('gzip'));
     return [aborted, await text(Readable.from(['a', 'b'])), await new Response(packed).text(), structuredClone(new Map([[1, new Date(0)]])).get(1).getTime()];`,
    // The end of a pipe makes Node ask for another realm.
    ['aborted', 'ab', 'abc', 0],
  ],
  'read their own files': [
    `const fs = builtin('fs'); const own = import.meta.filename;
     const read = (await fs.promises.readFile(own, 'utf8')).includes('builtin');
     return [read, fs.readdirSync(import.meta.dirname), fs.statSync(own).isFile(), fs.existsSync(own + 'x')];`,
    [true, ['index.js'], true, false],
  ],
  'send messages inside of the process': [
    `const { MessageChannel, receiveMessageOnPort } = builtin('worker_threads'); const { port1, port2 } = new MessageChannel();
     port1.postMessage({ a: [1] }); try { return receiveMessageOnPort(port2); } finally { port1.close(); }`,
    { message: { a: [1] } },
  ],
  'keep a context across callbacks': [
    `const { AsyncLocalStorage } = builtin('async_hooks'); const storage = new AsyncLocalStorage();
     return storage.run('kept', async () => { await new Promise((done) => setImmediate(done)); return storage.getStore(); });`,
    'kept',
  ],
};

describe('packages in a sandbox', () => {
  for (const kernel of [true, false]) {
    describe(kernel ? 'behind both walls' : "behind Node's wall alone", () => {
      let hosted: Hosted;
      before(async function () {
        if (process.platform !== 'linux') this.skip();
        if (kernel) skipWhereMissing(this, await missingKernelWall());
        hosted = await startHost({ walls: { ...(await detectWalls()), kernel } });
      });
      after(() => hosted?.close());

      for (const [name, [source, expected]] of Object.entries(CASES)) {
        it(name, async () => {
          const builtin = `const builtin = (name) => process.getBuiltinModule('node:' + name);`;
          const target = await hosted.plugin(`async answer() { ${builtin} ${source} }`);
          expect(await json(await hosted.host.call(target, call('answer')))).to.deep.equal(expected);
        });
      }
    });
  }
});
