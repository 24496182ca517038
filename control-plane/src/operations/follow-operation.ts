import type { Call } from '../http/route.ts';
import { LIVE, whileAllowed } from '../http/stream.ts';
import type { Operation } from './operation.ts';
import type { OperationsPlatform } from './platform.ts';

/** Interval of comment lines, which keep proxies from closing an idle stream. */
const KEEP_ALIVE_MS = 15_000;

/** Sends an operation as server-sent events: one `operation` event for each change, the last when it has ended. */
export async function followOperation(call: Call<OperationsPlatform>, first: Operation): Promise<void> {
  const { platform, response } = call;
  response.status(200).set({ 'Content-Type': 'text/event-stream', ...LIVE });
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
  try {
    await whileAllowed(call, async (signal) => {
      for (let ended = false; !ended && !signal.aborted;) {
        const told = Promise.withResolvers<void>();
        const wake = (): void => told.resolve();
        const off = platform.changes.on('operations', wake);
        signal.addEventListener('abort', wake);
        // Polling each second makes up for a notification that was lost with its connection.
        const timer = setTimeout(wake, 1_000);
        try {
          const now = await platform.operations.show(first.id);
          if (signal.aborted) return;
          ended = send(now);
          if (!ended) await told.promise;
        } finally {
          clearTimeout(timer);
          off();
          signal.removeEventListener('abort', wake);
        }
      }
    });
  } finally {
    clearInterval(keepAlive);
    response.end();
  }
}
