import { engine } from './rows/engine.ts';
import { machine } from './rows/machine.ts';
import { network } from './rows/network.ts';
import { processes } from './rows/processes.ts';
import { reading } from './rows/reading.ts';
import type { EscapeRow } from './rows/row.ts';
import { writing } from './rows/writing.ts';

/** What a plugin is after, and how it tries to get there. */
export const ESCAPE_THEMES: readonly (readonly [theme: string, rows: readonly EscapeRow[]])[] = [
  // First, in a process that has opened and set nothing itself.
  ['Other processes, and its own', processes],
  ['Sockets and names', network],
  ['Files, read', reading],
  ['Files, written', writing],
  ['Internals of Node and V8', engine],
  ['Name and properties of the machine', machine],
];

/** Everything that a plugin tries in order to get out of its sandbox. */
export const escapeRows: readonly EscapeRow[] = ESCAPE_THEMES.flatMap(([, rows]) => rows);
