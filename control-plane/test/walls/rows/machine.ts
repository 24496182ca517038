import { KERNEL_ONLY, type EscapeRow } from './row.ts';

/** What the machine is called and looks like. */
export const machine: readonly EscapeRow[] = [
  {
    name: 'learn the name of the machine',
    source: `return builtin('os').hostname();`,
    deniedBy: KERNEL_ONLY,
    reached: (got) => got !== 'plugin',
  },
  {
    name: 'learn the addresses of the machine',
    source: `return JSON.stringify(builtin('os').networkInterfaces());`,
    deniedBy: KERNEL_ONLY,
    reached: (got) =>
      Object.values(JSON.parse(String(got)) as Record<string, { internal: boolean }[]>)
        .flat()
        .some(({ internal }) => !internal),
  },
  {
    name: 'learn where its files lie',
    source: `return import.meta.filename;`,
    deniedBy: KERNEL_ONLY,
    reached: (got) => !String(got).startsWith('/plugin/'),
  },
  {
    name: 'learn the number of its process',
    source: `return process.pid;`,
    deniedBy: KERNEL_ONLY,
    reached: (got) => got !== 1,
  },
  {
    name: 'learn the names of users',
    source: `return builtin('os').userInfo().username;`,
    deniedBy: KERNEL_ONLY,
  },
];
