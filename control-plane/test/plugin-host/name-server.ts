import { createSocket } from 'node:dgram';

/** A DNS server on UDP that answers for the names it is given and is silent about all others. */
export interface NameServer {
  /** As `setServers` takes it. */
  readonly address: string;
  /** Questions in the order of their arrival: `AAAA name`. */
  readonly asked: string[];
  close(): Promise<void>;
}

const TYPES: Record<number, string> = { 1: 'A', 28: 'AAAA' };

/**
 * @param names by question, as in `A name`: octets of an address, or none for an answer without one
 * @param lost questions that do not arrive when they are asked first
 */
export async function openNameServer(
  names: Record<string, number[]>,
  lost: readonly string[] = [],
): Promise<NameServer> {
  const socket = createSocket('udp4');
  const asked: string[] = [];
  socket.on('message', (question, { port, address }) => {
    const labels: string[] = [];
    let at = 12;
    for (let length = question[at] as number; length > 0; length = question[at] as number) {
      labels.push(question.toString('latin1', at + 1, at + 1 + length));
      at += 1 + length;
    }
    const name = `${TYPES[question.readUInt16BE(at + 1)]} ${labels.join('.')}`;
    const isFirst = !asked.includes(name);
    asked.push(name);
    if (isFirst && lost.includes(name)) return;
    const octets = names[name];
    if (octets) socket.send(answerTo(question.subarray(0, at + 5), octets), port, address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${socket.address().port}`,
    asked,
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}

/** RFC 1035, 4.1: the question again, and one record that points at its name. */
function answerTo(question: Buffer, octets: number[]): Buffer {
  const head = Buffer.from(question);
  head.writeUInt16BE(0x8180, 2);
  head.writeUInt16BE(octets.length > 0 ? 1 : 0, 6);
  head.fill(0, 8, 12);
  if (octets.length === 0) return head;
  const type = question.subarray(-4);
  return Buffer.concat([
    head,
    Buffer.from([0xc0, 12]),
    type,
    Buffer.from([0, 0, 0, 60, 0, octets.length, ...octets]),
  ]);
}
