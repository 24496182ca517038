import os from 'node:os';
import v8 from 'node:v8';
import { MEMORY_LIMIT } from '../limits.ts';
import { replace } from './replace.ts';

/**
 * Packages query the machine, which fails in a sandbox or reveals details of it. They get neutral values in the format
 * of Node instead, about the sandbox where that makes sense.
 */
export function standInForMachine(): void {
  replaceAll(os, {
    // `p-limit(os.cpus().length)` needs one at least.
    cpus: () =>
      Array.from({ length: os.availableParallelism() }, () => ({
        model: 'unknown',
        speed: 0,
        times: { user: 0, nice: 0, sys: 0, idle: 0, irq: 0 },
      })),
    freemem: () => freeMemory(),
    homedir: () => '/',
    hostname: () => 'plugin',
    loadavg: () => [0, 0, 0],
    networkInterfaces: () => ({}),
    totalmem: () => MEMORY_LIMIT,
    uptime: () => process.uptime(),
    userInfo,
  });
  replaceAll(process, {
    availableMemory: () => freeMemory(),
    constrainedMemory: () => MEMORY_LIMIT,
    memoryUsage: Object.assign(memoryUsage, { rss: () => memoryUsage().rss }),
    report: { getReport: () => ({ header: {}, sharedObjects: [] }), writeReport: () => '' },
    umask: umask(),
  });
}

function replaceAll(owner: object, values: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(values)) replace(owner, name, value);
}

/** As much as V8 knows. */
function memoryUsage(): NodeJS.MemoryUsage {
  const { total_heap_size, used_heap_size, malloced_memory, external_memory } = v8.getHeapStatistics();
  return {
    rss: total_heap_size + malloced_memory + external_memory,
    heapTotal: total_heap_size,
    heapUsed: used_heap_size,
    external: external_memory,
    arrayBuffers: external_memory,
  };
}

function freeMemory(): number {
  return Math.max(0, MEMORY_LIMIT - memoryUsage().rss);
}

function userInfo(options?: { encoding?: string }): object {
  const texts = { username: 'plugin', homedir: '/' };
  const { username, homedir } =
    options?.encoding === 'buffer'
      ? { username: Buffer.from(texts.username), homedir: Buffer.from(texts.homedir) }
      : texts;
  return { uid: process.getuid?.() ?? -1, gid: process.getgid?.() ?? -1, username, homedir, shell: null };
}

/** The sandbox creates no files that it could affect. */
function umask(): (mask?: number | string) => number {
  let current = 0o022;
  return (mask) => {
    const before = current;
    if (mask !== undefined) current = (typeof mask === 'string' ? Number.parseInt(mask, 8) : mask) & 0o777;
    return before;
  };
}
