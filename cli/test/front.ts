import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A proxy in front of servers, at an address that is known before they start. */
export interface Front {
  readonly url: string;
  /** URL of the server for a path. */
  target: (path: string) => string;
  /** Is called with the path of a request before it is passed on. */
  before: (path: string) => Promise<unknown> | undefined;
  /** The same before the answer is passed back. */
  after: (path: string) => Promise<unknown> | undefined;
  stop(): Promise<void>;
}

export async function startFront(): Promise<Front> {
  const server = createServer((incoming, outgoing) => {
    pass(front, incoming, outgoing).catch(() => outgoing.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const front: Front = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    target: () => '',
    before: () => undefined,
    after: () => undefined,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return front;
}

async function pass(front: Front, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const { url: path = '', method, headers } = incoming;
  await front.before(path);
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const sent = request(new URL(path, front.target(path)), { method, headers }, resolve);
    sent.once('error', reject);
    incoming.pipe(sent);
  });
  await front.after(path);
  outgoing.writeHead(response.statusCode as number, response.rawHeaders);
  response.pipe(outgoing);
}
