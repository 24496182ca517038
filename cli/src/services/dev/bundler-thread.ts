// Bundles whenever it is told to, and keeps what the next bundle can use again.
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { PlexicaError } from '@plexica/sdk/errors';
import type { RollupCache } from 'rollup';
import { bundle } from '../project/bundle.ts';
import type { Answered, Asked } from './bundler.ts';

const folder = workerData as string;
const port = parentPort as MessagePort;
let cache: RollupCache | undefined;
let last: Promise<void> = Promise.resolve();

port.on('message', ({ entry }: Asked) => {
  last = last.then(async () => port.postMessage(await answer(entry)));
});

async function answer(entry: string): Promise<Answered> {
  let read: readonly string[] = [];
  try {
    const { code, map, ...rest } = await bundle(folder, entry, {
      cache,
      onRead: (files) => {
        read = files;
      },
    });
    cache = rest.cache;
    return { read, bundled: { code, map } };
  } catch (error) {
    if (!(error instanceof PlexicaError)) return { read, error: error as Error };
    const { code, message, hint, issues } = error;
    return { read, problem: { code, message, hint, issues } };
  }
}
