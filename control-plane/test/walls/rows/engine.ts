import { BOTH, NODE_ONLY, answersAt, readText, type EscapeRow } from './row.ts';

/** Internals of Node and V8. */
export const engine: readonly EscapeRow[] = [
  {
    name: 'load an addon',
    source: `try { process.dlopen({ exports: {} }, outside.library); } catch (e) { if (!/self-register/.test(e.message)) throw e; } return 'loaded';`,
    deniedBy: BOTH,
  },
  {
    name: 'require an addon',
    source: `try { builtin('module')._extensions['.node']({ exports: {} }, outside.library); } catch (e) { if (!/self-register/.test(e.message)) throw e; } return 'loaded';`,
    deniedBy: BOTH,
  },
  {
    name: 'call native code by node:ffi',
    source: `const { functions } = builtin('ffi').dlopen(null, { getpid: { arguments: [], return: 'int32' } }); return functions.getpid();`,
    // What native code may do then is a table of its own.
    deniedBy: NODE_ONLY,
  },
  {
    name: 'read its memory by node:ffi',
    source: `const ffi = builtin('ffi'); return ffi.getUint8(ffi.getRawPointer(Buffer.from('x')), 0);`,
    deniedBy: NODE_ONLY,
  },
  {
    name: 'load a library as an engine of OpenSSL',
    source: `builtin('crypto').setEngine(outside.library); return 1;`,
    deniedBy: BOTH,
  },
  {
    name: 'open a folder by WASI',
    source: `const { WASI } = builtin('wasi'); new WASI({ version: 'preview1', preopens: { '/': outside.folder } }); return 1;`,
    deniedBy: BOTH,
  },
  {
    name: 'open the inspector',
    source: `const i = builtin('inspector'); i.open(0, '127.0.0.1'); return new URL(i.url()).port;`,
    deniedBy: BOTH,
    reached: answersAt,
  },
  {
    name: 'inspect itself',
    source: `const s = new (builtin('inspector/promises').Session)(); s.connect(); const { result } = await s.post('Runtime.evaluate', { expression: ${readText} }); if (result.subtype === 'error') throw new Error(result.description); return result.value;`,
    deniedBy: BOTH,
  },
  { name: 'use process.binding', source: `return Object.keys(process.binding('fs'));`, deniedBy: NODE_ONLY },
  {
    name: 'use process._linkedBinding',
    source: `return Object.keys(process._linkedBinding('fs'));`,
    deniedBy: BOTH,
  },
  {
    name: 'require what is internal to Node',
    source: `return builtin('module').createRequire(import.meta.url)('internal/test/binding').internalBinding('fs');`,
    deniedBy: BOTH,
  },
  {
    name: 'load what is internal to Node past the list',
    source: `builtin('module').builtinModules.push('internal/test/binding'); return builtin('module')._load('internal/test/binding');`,
    deniedBy: BOTH,
  },
  {
    name: 'find internals on the stack',
    source: `const seen = []; Error.prepareStackTrace = (_e, sites) => { for (const s of sites) { const f = s.getFunction(); const t = s.getThis(); if (typeof f === 'function' && /internalBinding/.test(String(f))) seen.push(f); if (t && t.internalBinding) seen.push(t); } return ''; }; try { fs.readFileSync(outside.secret); } catch (e) { void e.stack; } finally { delete Error.prepareStackTrace; } if (seen.length === 0) throw new Error('none'); return seen.length;`,
    deniedBy: BOTH,
  },
  { name: 'evaluate text', source: `return (0, eval)(${readText});`, deniedBy: BOTH },
  {
    name: 'create a function from text',
    source: `return new Function('return 1')();`,
    codeGeneration: true,
    deniedBy: NODE_ONLY,
  },
  {
    name: 'create an asynchronous function from text',
    source: `return await new (async () => {}).constructor('return 1')();`,
    codeGeneration: true,
    deniedBy: NODE_ONLY,
  },
  {
    name: 'create a generator from text',
    source: `return Object.getPrototypeOf(function* () {}).constructor('yield 1')().next().value;`,
    codeGeneration: true,
    deniedBy: NODE_ONLY,
  },
  {
    name: 'run text by node:vm',
    source: `return builtin('vm').runInThisContext('1 + 1');`,
    deniedBy: NODE_ONLY,
  },
  {
    name: 'run text by a script of node:vm',
    source: `return builtin('vm').createScript('1 + 1').runInThisContext();`,
    deniedBy: NODE_ONLY,
  },
  {
    name: 'create a realm with node:vm',
    source: `const vm = builtin('vm'); return vm.createContext(vm.constants.DONT_CONTEXTIFY).Function('return 1')();`,
    deniedBy: NODE_ONLY,
  },
  {
    name: 'run text by node:repl',
    source: `const { PassThrough } = builtin('stream');
      const r = builtin('repl').start({ input: new PassThrough(), output: new PassThrough() });
      return await new Promise((ok, no) => r.eval('1 + 1', r.context, 'repl', (e, value) => (e ? no(e) : ok(value))));`,
    deniedBy: NODE_ONLY,
  },
  {
    name: 'run a file by node:test',
    source: `const { run } = builtin('test');
      return await new Promise((ok, no) => run({ files: [outside.secret] }).on('error', no).on('test:pass', ok)
        .on('test:fail', ({ details }) => no(details.error.cause ?? details.error)));`,
    deniedBy: BOTH,
    reached: () => true,
  },
  {
    name: 'read a file from another realm',
    source: `const F = builtin('vm').runInNewContext('Function'); return F('p', 'return p.getBuiltinModule("fs").readFileSync(' + JSON.stringify(outside.secret) + ', "utf8")')(process);`,
    deniedBy: BOTH,
  },
  {
    name: 'set flags of V8',
    source: `builtin('v8').setFlagsFromString('--allow-natives-syntax'); return 1;`,
    deniedBy: NODE_ONLY,
  },
  {
    name: 'set flags of V8 by an import',
    source: `const { setFlagsFromString } = await import('node:v8'); setFlagsFromString('--allow-natives-syntax'); return 1;`,
    deniedBy: NODE_ONLY,
  },
  {
    name: 'disable the permissions',
    source: `if (process.permission) process.permission.has = () => true; Object.defineProperty(process, 'permission', { value: undefined }); return fs.readFileSync(outside.secret, 'utf8');`,
    deniedBy: BOTH,
  },
];
