import { connect, type Socket } from 'node:net';

/** A connection that says what it likes. */
export interface RawConnection {
  readonly socket: Socket;
  /** What came back so far. */
  readonly text: string;
  /** Resolves once the server has ended the connection. */
  readonly closed: Promise<void>;
  send(text: string): void;
  /** Resolves once what came back has this in it; rejected when the connection ends without it. */
  until(part: string): Promise<void>;
}

/** @param from own address; on Linux each of 127.0.0.0/8 is one */
export async function openConnection(url: string, from = '127.0.0.1'): Promise<RawConnection> {
  const { port } = new URL(url);
  const socket = connect({ host: '127.0.0.1', port: Number(port), localAddress: from });
  let text = '';
  socket.setEncoding('utf8').on('data', (part: string) => (text += part));
  // A connection that is reset has been closed too.
  socket.on('error', () => undefined);
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  await Promise.race([new Promise((resolve) => socket.once('connect', resolve)), closed]);
  return {
    socket,
    get text() {
      return text;
    },
    closed,
    send: (more) => void socket.write(more),
    async until(part) {
      const ended = closed.then(() => 'closed' as const);
      while (!text.includes(part)) {
        const next = new Promise<void>((resolve) => socket.once('data', () => resolve()));
        if ((await Promise.race([next, ended])) === 'closed' && !text.includes(part)) {
          throw new Error(`closed without ${part}: ${text}`);
        }
      }
    },
  };
}

/** Status and code of the problem that came back. */
export function problemIn(text: string): { status: number; code: unknown } {
  const [head = '', body = ''] = text.split('\r\n\r\n');
  if (!/^content-type: application\/problem\+json/im.test(head)) throw new Error(`no problem: ${text}`);
  return { status: Number(head.split(' ')[1]), code: (JSON.parse(body) as { code: unknown }).code };
}
