import type { Missing } from './taken-down.ts';

/** Which rows of the table of escapes get out once something is missing. */
export interface TakenDown {
  name: string;
  missing: Missing;
  /** Some of those that get out, by name. */
  rows: readonly string[];
  /** At least so many do. */
  count: number;
}

/** Beside the kernel wall this is missing too; rows that Node's wall never denied are not counted. */
export const TAKEN_DOWN: readonly TakenDown[] = [
  {
    name: 'what the bootstrap takes away',
    missing: { kernel: true, lockDown: true },
    rows: [
      'end a process',
      'end a process by _kill',
      'end a process by _debugProcess',
      'slow a process down',
    ],
    count: 8,
  },
  {
    name: "Node's permission model",
    missing: { kernel: true, permissions: true },
    rows: ['connect by TCP', 'read a file', 'write a file', 'spawn a program', 'list processes'],
    count: 45,
  },
  {
    name: 'everything',
    missing: { kernel: true, permissions: true, lockDown: true },
    rows: ['fetch', 'read a file by the source map of its bundle', 'end a process', 'replace its program'],
    count: 60,
  },
];
