// Checks the types of a project whenever it is told to, and ends with the process that has started it.
import { constants, setPriority } from 'node:os';
import { typeCheck } from '../project/type-check.ts';
import type { Asked, Checked } from './type-checker.ts';

const [folder] = process.argv.slice(2) as [string];
let current = new AbortController();

// The compiler stands back with it: nobody waits for either.
setPriority(constants.priority.PRIORITY_LOW);

process.on('message', ({ number }: Asked) => {
  current.abort();
  if (number === undefined) return;
  current = new AbortController();
  const tell = (answer: Checked): boolean =>
    process.connected && (process.send as (answer: Checked) => boolean)(answer);
  // It fails where it is ended or TypeScript has just been uninstalled.
  typeCheck(folder, current.signal).then(
    (problems) => tell({ number, problems }),
    () => tell({ number }),
  );
});

// Nothing keeps it then.
process.on('disconnect', () => current.abort());
