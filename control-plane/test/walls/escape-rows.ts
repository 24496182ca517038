import { engine } from './rows/engine.ts';
import { machine } from './rows/machine.ts';
import { network } from './rows/network.ts';
import { processes } from './rows/processes.ts';
import { reading } from './rows/reading.ts';
import type { EscapeRow } from './rows/row.ts';
import { writing } from './rows/writing.ts';

/** Everything that a plugin tries in order to get out of its sandbox. */
export const escapeRows: readonly EscapeRow[] = [
  // First, in a process that has opened and set nothing itself.
  ...processes,
  ...network,
  ...reading,
  ...writing,
  ...engine,
  ...machine,
];
