import type { Call } from '../http/route.ts';
import type { Operation } from './operation.ts';

/** A comment line this often keeps proxies from closing a quiet stream. */
const KEEP_ALIVE_MS = 15_000;

/** Sends an operation as server-sent events: one `operation` event for each change, the last when it has ended. */
export async function followOperation({ platform, response }: Call, first: Operation): Promise<void> {
  response.status(200).set({ 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
  response.flushHeaders();
  let sent = '';
  const send = (operation: Operation): boolean => {
    const text = JSON.stringify(operation);
    if (text !== sent) response.write(`event: operation\ndata: ${text}\n\n`);
    sent = text;
    return operation.state === 'succeeded' || operation.state === 'failed';
  };
  if (send(first)) {
    response.end();
    return;
  }

  const keepAlive = setInterval(() => response.write(':\n\n'), KEEP_ALIVE_MS);
  const gone = new Promise<void>((resolve) => response.once('close', resolve));
  const stopping = new Promise<void>((resolve) => {
    platform.stopping.addEventListener('abort', () => resolve(), { once: true });
  });
  try {
    for (let ended = false; !ended && !response.destroyed && !platform.stopping.aborted;) {
      const told = Promise.withResolvers<void>();
      const off = platform.changes.on('operations', told.resolve);
      // One look a second bears a notification that was lost together with its connection.
      const timer = setTimeout(told.resolve, 1_000);
      try {
        ended = send(await platform.operations.show(first.id));
        if (!ended) await Promise.race([told.promise, gone, stopping]);
      } finally {
        clearTimeout(timer);
        off();
      }
    }
  } finally {
    clearInterval(keepAlive);
    response.end();
  }
}
