import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BOTH, ONCE, type EscapeRow } from './row.ts';

/** Changes to files. */
export const writing: readonly EscapeRow[] = [
  {
    name: 'write a file',
    source: `fs.writeFileSync(outside.folder + '/w1', 'x'); return 1;`,
    deniedBy: BOTH,
    leaves: /^w1$/,
  },
  {
    name: 'create a folder',
    source: `fs.mkdirSync(outside.folder + '/w2'); return 1;`,
    deniedBy: BOTH,
    leaves: /^w2$/,
  },
  {
    name: 'write a file as a stream',
    source: `${ONCE} const s = fs.createWriteStream(outside.folder + '/w3'); s.end('x'); await once(s, 'close'); return 1;`,
    deniedBy: BOTH,
    leaves: /^w3$/,
  },
  {
    name: 'write a file as a stream of text',
    source: `const s = new fs.Utf8Stream({ dest: outside.folder + '/w6', sync: true }); s.write('x'); s.flushSync(); return 1;`,
    deniedBy: BOTH,
    leaves: /^w6$/,
  },
  {
    name: 'write a cache of compiled code',
    source: `const m = builtin('module'); const { status } = m.enableCompileCache(outside.folder + '/compiled'); m.flushCompileCache(); return status;`,
    deniedBy: BOTH,
    leaves: /^compiled$/,
  },
  {
    name: 'link a file',
    source: `fs.linkSync(import.meta.filename, outside.folder + '/w4'); return 1;`,
    deniedBy: BOTH,
    leaves: /^w4$/,
  },
  {
    name: 'rename a file',
    source: `fs.renameSync(outside.folder + '/movable', outside.folder + '/w5'); return 1;`,
    deniedBy: BOTH,
    leaves: /^w5$/,
  },
  {
    name: 'remove a file',
    source: `fs.unlinkSync(outside.folder + '/removable'); return 1;`,
    deniedBy: BOTH,
    reached: (_got, { folder }) => !existsSync(join(folder, 'removable')),
  },
  {
    name: 'write into its bundle',
    source: `fs.appendFileSync(import.meta.filename, '\\n//'); return 1;`,
    deniedBy: BOTH,
  },
  {
    name: 'change its bundle by a descriptor',
    source: `const fd = fs.openSync(import.meta.filename); try { fs.futimesSync(fd, 1, 1); } finally { fs.closeSync(fd); } return 1;`,
    deniedBy: BOTH,
  },
  {
    name: 'write a report',
    source: `process.report.writeReport(outside.folder + '/report.json'); return 1;`,
    deniedBy: BOTH,
    leaves: /^report/,
  },
  {
    name: 'write a heap snapshot',
    source: `builtin('v8').writeHeapSnapshot(outside.folder + '/heap'); return 1;`,
    deniedBy: BOTH,
    leaves: /^heap$/,
  },
  {
    name: 'write coverage',
    // Another row looks whether there is an environment.
    source: `process.env.NODE_V8_COVERAGE = outside.folder;
      try { builtin('v8').takeCoverage(); } finally { delete process.env.NODE_V8_COVERAGE; }
      return 1;`,
    deniedBy: BOTH,
    leaves: /^coverage/,
  },
  {
    name: 'write a trace',
    source: `try { process.chdir(outside.folder); } catch {} const t = builtin('trace_events').createTracing({ categories: ['node'] }); t.enable(); t.disable(); await new Promise((ok) => setTimeout(ok, 50)); return 1;`,
    deniedBy: BOTH,
    leaves: /^node_trace/,
  },
  {
    name: 'have V8 write a log',
    source: `const v8 = builtin('v8'); for (const f of ['--logfile=' + outside.folder + '/v8.log', '--no-logfile-per-isolate', '--log-all', '--prof']) v8.setFlagsFromString(f); return 1;`,
    deniedBy: BOTH,
    leaves: /v8\.log/,
  },
  {
    name: 'change its folder',
    source: `process.chdir(outside.folder); return process.cwd();`,
    deniedBy: BOTH,
  },
];
