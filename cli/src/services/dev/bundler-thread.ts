// Bundles whenever it is told to, and keeps what the next bundle can use again.
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { PlexicaError } from '@plexica/sdk/errors';
import type { RollupCache } from 'rollup';
import { bundle } from '../project/bundle.ts';
import type { Answered, Asked } from './bundler.ts';

/** Milliseconds, after which a bundle takes hardly less time than before. */
const REHEARSING = 1000;

const folder = workerData as string;
const port = parentPort as MessagePort;
let cache: RollupCache | undefined;
let last: Promise<void> = Promise.resolve();
/** How many messages have come. */
let messages = 0;

port.on('message', ({ entry, rehearsal }: Asked) => {
  messages += 1;
  last = last.then(async () => {
    if (rehearsal) await rehearse(entry);
    else port.postMessage(await answer(entry));
  });
});

/**
 * Bundles as if the entry had been saved, again and again until somebody asks: V8 compiles well only what has run often,
 * and without it the first bundles of a session take three times as long as later ones.
 */
async function rehearse(entry: string): Promise<void> {
  const before = messages;
  const end = performance.now() + REHEARSING;
  const isUndisturbed = (): boolean => messages === before && performance.now() < end;
  while (isUndisturbed()) {
    if (cache) cache.modules = cache.modules.filter(({ id }) => id !== entry);
    if ((await answer(entry)).bundled === undefined) return;
  }
}

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
