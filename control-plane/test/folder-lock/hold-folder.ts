/**
 * Takes and gives back the folder of the first argument, a step for each line of standard input: `take` is answered with
 * `held` or the code and message of the error, `give` with `given`. With a second argument it is slow: it stands still
 * before it writes its number down, says `waits`, and goes on at the line `go on`.
 */
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { createInterface } from 'node:readline';

const [, , folder, slow] = process.argv as [string, string, string, string?];
let goOn: () => void = () => undefined;

if (slow !== undefined) {
  const { link } = fs;
  fs.link = async (...paths) => {
    process.stdout.write('waits\n');
    await new Promise<void>((resolve) => (goOn = resolve));
    return link(...paths);
  };
  syncBuiltinESMExports();
}
const { lockFolder } = await import('../../src/folder-lock/lock-folder.ts');
let giveBack: (() => Promise<void>) | undefined;

async function take(): Promise<string> {
  try {
    giveBack = await lockFolder(folder);
    return 'held';
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return `${code}: ${message}`;
  }
}

async function obey(line: string): Promise<string> {
  if (line === 'take') return take();
  await giveBack?.();
  return 'given';
}

for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'go on') goOn();
  else void obey(line).then((answer) => process.stdout.write(`${answer}\n`));
}
