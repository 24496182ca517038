import { hostname, totalmem } from 'node:os';
import { BOTH, KERNEL_ONLY, type EscapeRow } from './row.ts';

/** Name and properties of the machine. */
export const machine: readonly EscapeRow[] = [
  {
    name: 'learn the name of the machine',
    source: `return builtin('os').hostname();`,
    deniedBy: BOTH,
    reached: (got) => got === hostname(),
  },
  {
    name: 'learn the addresses of the machine',
    source: `return JSON.stringify(builtin('os').networkInterfaces());`,
    deniedBy: BOTH,
    reached: (got) =>
      Object.values(JSON.parse(String(got)) as Record<string, { internal: boolean }[]>)
        .flat()
        .some(({ internal }) => !internal),
  },
  {
    name: 'learn the memory of the machine',
    source: `return builtin('os').totalmem();`,
    deniedBy: BOTH,
    reached: (got) => got === totalmem(),
  },
  {
    name: 'learn how busy the processors of the machine are',
    source: `return builtin('os').cpus().reduce((sum, { times }) => sum + times.user, 0);`,
    deniedBy: BOTH,
    reached: (got) => Number(got) > 0,
  },
  {
    name: 'learn all of it from a report',
    source: `return JSON.stringify(process.report.getReport());`,
    deniedBy: BOTH,
    reached: (got) => String(got).includes(JSON.stringify(hostname())),
  },
  {
    name: 'learn the path of its files',
    source: `return import.meta.filename;`,
    deniedBy: KERNEL_ONLY,
    alone: 'Modules know their own path.',
    reached: (got) => !String(got).startsWith('/plugin/'),
  },
  {
    name: 'learn the id of its process',
    source: `return process.pid;`,
    deniedBy: KERNEL_ONLY,
    alone: 'Packages name files by it, and it is of no use without signals.',
    reached: (got) => got !== 1,
  },
];
