import { BOTH, ONCE, nothingReturned, readText, type EscapeRow } from './row.ts';

/** Other processes, and its own. */
export const processes: readonly EscapeRow[] = [
  {
    name: 'use descriptors that it was not given',
    source: `const found = []; for (let fd = 4; fd < 256; fd += 1) { try { const s = fs.fstatSync(fd); if (s.isFile() || s.isSocket()) found.push(fd); } catch {} } if (found.length === 0) throw new Error('none'); return found;`,
    deniedBy: BOTH,
  },
  {
    name: 'read the environment',
    source: `const names = Object.keys(process.env); if (names.length === 0) throw new Error('empty'); return names;`,
    deniedBy: BOTH,
  },
  {
    name: 'end a process',
    source: `process.kill(outside.victim, 'SIGKILL'); return 1;`,
    deniedBy: BOTH,
    reached: nothingReturned,
  },
  {
    name: 'end a process by _kill',
    source: `process._kill(outside.victim, 9); return 1;`,
    deniedBy: BOTH,
    reached: nothingReturned,
  },
  {
    name: 'end a process by _debugProcess',
    source: `process._debugProcess(outside.victim); return 1;`,
    deniedBy: BOTH,
    reached: nothingReturned,
  },
  {
    name: 'slow a process down',
    source: `builtin('os').setPriority(outside.victim, 19); return 1;`,
    deniedBy: BOTH,
    // 0 is its own group.
    reached: (got) => got !== 0,
  },
  {
    name: 'find a process by its priority',
    source: `return builtin('os').getPriority(outside.victim);`,
    deniedBy: BOTH,
  },
  {
    name: 'read the environment of the server',
    source: `return fs.readFileSync('/proc/' + outside.server + '/environ', 'utf8');`,
    deniedBy: BOTH,
  },
  {
    name: 'read the memory of a process',
    source: `return fs.openSync('/proc/' + outside.victim + '/mem', 'r');`,
    deniedBy: BOTH,
  },
  {
    name: 'read the descriptors of a process',
    source: `return fs.readdirSync('/proc/' + outside.victim + '/fd');`,
    deniedBy: BOTH,
  },
  {
    name: 'spawn a program',
    source: `return String(builtin('child_process').execFileSync('/bin/cat', [outside.secret]));`,
    deniedBy: BOTH,
  },
  {
    name: 'spawn Node',
    source: `return String(builtin('child_process').execFileSync(process.execPath, ['-p', ${readText}]));`,
    deniedBy: BOTH,
  },
  {
    name: 'spawn by the internal class',
    source: `const c = new (builtin('child_process').ChildProcess)(); c.on('error', () => {}); const e = c.spawn({ file: '/bin/touch', args: ['touch', outside.folder + '/spawned'], stdio: 'ignore' }); if (e) throw new Error(String(e)); await new Promise((ok) => setTimeout(ok, 100)); return 1;`,
    deniedBy: BOTH,
    leaves: /^spawned$/,
  },
  {
    name: 'fork',
    source: `${ONCE} const c = builtin('child_process').fork(import.meta.filename, []); await once(c, 'spawn'); return 1;`,
    deniedBy: BOTH,
  },
  {
    name: 'fork by cluster',
    source: `${ONCE} const w = builtin('cluster').fork(); await once(w, 'online'); return 1;`,
    deniedBy: BOTH,
  },
  {
    name: 'start a worker',
    source: `${ONCE} const { Worker } = builtin('worker_threads'); return await once(new Worker('require("worker_threads").parentPort.postMessage(1)', { eval: true }), 'message');`,
    // Behind the kernel's wall alone, by the limit of memory: no second engine fits into it.
    deniedBy: BOTH,
  },
  {
    name: 'read a file in a worker',
    source: `${ONCE} const { Worker } = builtin('worker_threads'); const w = new Worker('require("worker_threads").parentPort.postMessage(' + ${readText} + ')', { eval: true }); return await once(w, 'message');`,
    deniedBy: BOTH,
  },
  {
    name: 'signal by a process that was never started',
    source: `const c = new (builtin('child_process').ChildProcess)(); const code = c._handle.kill(0); if (code !== 0) throw new Error(String(code)); return code;`,
    deniedBy: BOTH,
  },
  {
    name: 'become root',
    source: `process.setuid(0); return process.getuid();`,
    deniedBy: BOTH,
    reached: (got) => got === 0,
  },
  {
    name: 'change its groups',
    source: `process.setgroups([0]); return process.getgroups();`,
    deniedBy: BOTH,
  },
  {
    name: 'replace its program',
    source: `process.execve('/bin/touch', ['touch', outside.folder + '/executed']); return 1;`,
    deniedBy: BOTH,
    leaves: /^executed$/,
  },
  { name: 'list processes', source: `return fs.readdirSync('/proc');`, deniedBy: BOTH },
  {
    name: 'find its parent',
    source: `process.kill(process.ppid, 0); return process.ppid;`,
    deniedBy: BOTH,
    // 0 is its own group.
    reached: (got) => got !== 0,
  },
];
