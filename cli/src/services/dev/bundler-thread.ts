// Bundles on request, and keeps what the next bundle can reuse.
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { PlexicaError } from '@plexica/sdk/errors';
import { bundle, type BundleCache } from '../project/bundle.ts';
import type { Answered, Asked } from './bundler.ts';
import { rehearse } from './rehearse.ts';

const folder = workerData as string;
const port = parentPort as MessagePort;
let cache: BundleCache | undefined;
let last: Promise<void> = Promise.resolve();
/** Number of received messages. */
let messages = 0;

port.on('message', ({ entry, rehearsal }: Asked) => {
  const mine = ++messages;
  last = last.then(async () => {
    if (!rehearsal) port.postMessage(await answer(entry));
    else
      await rehearse(
        () => asIfSaved(entry),
        () => messages === mine,
      );
  });
});

async function asIfSaved(entry: string): Promise<boolean> {
  if (cache?.rollup) cache.rollup.modules = cache.rollup.modules.filter(({ id }) => id !== entry);
  return (await answer(entry)).bundled !== undefined;
}

async function answer(entry: string): Promise<Answered> {
  let read: readonly string[] = [];
  try {
    const { cache: used, ...bundled } = await bundle(folder, entry, {
      cache,
      onRead: (files) => {
        read = files;
      },
    });
    cache = used;
    return { read, bundled };
  } catch (error) {
    if (!(error instanceof PlexicaError)) return { read, error: error as Error };
    const { code, message, hint, issues } = error;
    return { read, problem: { code, message, hint, issues } };
  }
}
