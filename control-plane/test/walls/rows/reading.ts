import { BOTH, KERNEL_ONLY, NODE_ONLY, ONCE, readText, hasCanary, type EscapeRow } from './row.ts';

/** Files of the machine. */
export const reading: readonly EscapeRow[] = [
  { name: 'read a file', source: `return fs.readFileSync(outside.secret, 'utf8');`, deniedBy: BOTH },
  {
    name: 'read a file by a promise',
    source: `return await fs.promises.readFile(outside.secret, 'utf8');`,
    deniedBy: BOTH,
  },
  {
    name: 'read a file as a stream',
    source: `${ONCE} return String(await once(fs.createReadStream(outside.secret), 'data'));`,
    deniedBy: BOTH,
  },
  {
    name: 'read a file as a blob',
    source: `return await (await fs.openAsBlob(outside.secret)).text();`,
    deniedBy: BOTH,
  },
  {
    name: 'read a file as a blob at once',
    source: `return await fs.openAsBlobSync(outside.secret).text();`,
    deniedBy: BOTH,
  },
  {
    name: 'read a file as an archive',
    source: `return await builtin('zlib').ZipFile.open(outside.secret).catch((e) => { if (/ACCESS|ENOENT/.test(e.code)) throw e; return e.code; });`,
    deniedBy: BOTH,
  },
  {
    name: 'read a file by a path out of its bundle',
    source: `return fs.readFileSync(import.meta.dirname + '/../../../../../../../../../../../..' + outside.secret, 'utf8');`,
    deniedBy: BOTH,
  },
  {
    name: 'read a file by a path of bytes',
    source: `return fs.readFileSync(Buffer.from(import.meta.dirname + '/../../../../../../../../../../../..' + outside.secret), 'utf8');`,
    deniedBy: BOTH,
  },
  {
    name: 'read a file with the resolution of paths replaced',
    source: `const path = builtin('path'); const inside = import.meta.filename; const { utf8Write } = Buffer.prototype; const { resolve, toNamespacedPath } = path;
      try {
        path.resolve = path.toNamespacedPath = () => inside;
        Buffer.prototype.utf8Write = function () { return this.latin1Write(inside); };
        return fs.readFileSync(outside.secret, 'utf8');
      } finally { Object.assign(path, { resolve, toNamespacedPath }); Buffer.prototype.utf8Write = utf8Write; }`,
    deniedBy: BOTH,
    reached: hasCanary,
  },
  {
    name: 'read a file by a symbolic link',
    source: `fs.symlinkSync(outside.secret, outside.folder + '/link'); return fs.readFileSync(outside.folder + '/link', 'utf8');`,
    deniedBy: BOTH,
  },
  {
    name: 'read a file by a link that it finds',
    source: `return fs.readFileSync(outside.link, 'utf8');`,
    deniedBy: BOTH,
  },
  {
    name: 'copy a file',
    source: `fs.copyFileSync(outside.secret, outside.folder + '/copy'); return 1;`,
    deniedBy: BOTH,
  },
  {
    name: 'learn that a file exists',
    source: `if (!fs.existsSync(outside.secret)) throw new Error('no'); return true;`,
    deniedBy: BOTH,
  },
  {
    name: 'watch a file',
    source: `const w = fs.watch(outside.secret); w.close(); return 1;`,
    deniedBy: BOTH,
  },
  {
    name: 'learn the size of a file',
    source: `return fs.statSync(outside.secret).size;`,
    deniedBy: BOTH,
  },
  { name: 'list a folder', source: `return fs.readdirSync(outside.folder);`, deniedBy: BOTH },
  {
    name: 'find files by a pattern',
    source: `const found = fs.globSync(outside.folder + '/*'); if (found.length === 0) throw new Error('nothing'); return found;`,
    deniedBy: BOTH,
  },
  {
    name: 'follow a link of /proc',
    source: `return fs.readFileSync('/proc/self/root' + outside.secret, 'utf8');`,
    deniedBy: BOTH,
  },
  {
    name: 'read its memory map',
    source: `return fs.readFileSync('/proc/self/maps', 'utf8');`,
    deniedBy: BOTH,
  },
  {
    name: 'import a file',
    source: `return (await import('file://' + outside.secret, { with: { type: 'json' } })).default.canary;`,
    deniedBy: BOTH,
  },
  {
    name: 'require a file',
    source: `return builtin('module').createRequire(import.meta.url)(outside.secret).canary;`,
    deniedBy: BOTH,
  },
  {
    name: 'read a package.json',
    source: `return builtin('module')._readPackage(outside.folder).name;`,
    deniedBy: BOTH,
    reached: hasCanary,
  },
  {
    name: 'import a file by hooks that lead to it',
    source: `const hooks = builtin('module').registerHooks({ resolve: (name, context, next) => next(name === 'led' ? 'file://' + outside.secret : name, context) });
      try { return (await import('led', { with: { type: 'json' } })).default.canary; } finally { hooks.deregister(); }`,
    deniedBy: BOTH,
    reached: hasCanary,
  },
  {
    name: 'import a file by hooks in a thread',
    source: `builtin('module').register('data:text/javascript,' + encodeURIComponent('export const resolve = (name, context, next) => next(name === "led-by-thread" ? ' + JSON.stringify('file://' + outside.secret) + ' : name, context)'));
      return (await import('led-by-thread', { with: { type: 'json' } })).default.canary;`,
    // Behind the kernel's wall alone, by the limit of memory: no second engine fits into it.
    deniedBy: BOTH,
    reached: hasCanary,
  },
  {
    name: 'learn that a file exists by resolving it',
    source: `return builtin('module').createRequire('file://' + outside.folder + '/x.js').resolve('./secret.json');`,
    deniedBy: KERNEL_ONLY,
    alone: 'Node looks for modules past its permission model.',
  },
  {
    name: 'learn that a file exists by node:module',
    source: `const kind = builtin('module')._stat(outside.secret); if (kind !== 0) throw new Error('no file: ' + kind); return kind;`,
    deniedBy: KERNEL_ONLY,
    alone: 'Node looks for modules past its permission model.',
  },
  {
    name: 'read certificates as those of the machine',
    source: `process.env.SSL_CERT_FILE = outside.certificate;
      try { return builtin('tls').getCACertificates('system').join('\\n'); } finally { delete process.env.SSL_CERT_FILE; }`,
    deniedBy: KERNEL_ONLY,
    alone: 'OpenSSL reads the file, past Node’s permission model, and gives certificates alone.',
    reached: (got) => String(got).includes('BEGIN CERTIFICATE'),
  },
  {
    name: 'read a file from a module of a data: URL',
    source: `const code = 'export default ' + ${readText}; return (await import('data:text/javascript,' + encodeURIComponent(code))).default;`,
    deniedBy: BOTH,
  },
  {
    name: 'read a file by the source map of its bundle',
    source: `const map = builtin('module').findSourceMap(import.meta.url) ?? builtin('module').findSourceMap(import.meta.filename); if (!map?.payload.canary) throw new Error('no map'); return map.payload;`,
    deniedBy: BOTH,
  },
  {
    name: 'have node:assert quote a file',
    source: `builtin('vm').runInThisContext('globalThis.check = (a) => a(0)', { filename: outside.secret }); try { globalThis.check(builtin('assert')); } catch (e) { return e.message; }`,
    deniedBy: BOTH,
    reached: hasCanary,
  },
  {
    name: 'read a file as environment',
    source: `process.loadEnvFile(outside.secret); return 1;`,
    deniedBy: BOTH,
  },
  {
    name: 'open a file as a database',
    source: `const { DatabaseSync } = builtin('sqlite'); new DatabaseSync(outside.folder + '/x.db').exec('create table t (a)'); return 1;`,
    deniedBy: BOTH,
    leaves: /^x\.db$/,
  },
  {
    name: 'import node:sqlite',
    source: `return Object.keys(await import('node:sqlite'));`,
    deniedBy: NODE_ONLY,
  },
];
