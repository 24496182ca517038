import { Socket } from 'node:net';
import {
  CREDIT,
  FRAME_LIMIT,
  FrameReader,
  type HostMessage,
  KIND_BODY,
  KIND_CALL,
  KIND_PART,
  PIECE_LIMIT,
  type SandboxMessage,
  encodeMessage,
  encodePiece,
} from '../channel/protocol.ts';

const socket = new Socket({ fd: 3, readable: true, writable: true });

/** Pieces of a body that may still be sent, and who waits for more. */
const credits = new Map<number, { left: number; wake: (() => void) | undefined }>();

/** Frames that belong together leave in one write. */
let corked = false;
function cork(): void {
  if (corked) return;
  corked = true;
  socket.cork();
  process.nextTick(() => {
    corked = false;
    socket.uncork();
  });
}

/** @throws RangeError when the message is too large for one frame; nothing was sent then */
export function send(message: SandboxMessage): void {
  const frame = encodeMessage(message);
  if (frame.length > FRAME_LIMIT + 4) throw new RangeError('more than 1 MiB');
  cork();
  socket.write(frame);
}

/** Sends a whole body in as many pieces as it needs; resolves when the host has taken them. */
export async function sendBody(id: number, octets: Uint8Array): Promise<void> {
  for (let at = 0; at < octets.length; at += PIECE_LIMIT) {
    const wait = takeCredit(id);
    if (wait) await wait;
    cork();
    socket.write(encodePiece(id, octets.subarray(at, at + PIECE_LIMIT)));
  }
}

/** One piece of a body that belongs to a call; without octets, its end. */
export function sendCallPiece(call: number, octets?: Uint8Array): void {
  cork();
  socket.write(encodePiece(call, octets, KIND_CALL));
}

export function endBody(id: number): void {
  credits.delete(id);
  cork();
  socket.write(encodePiece(id));
}

function takeCredit(id: number): Promise<void> | undefined {
  let credit = credits.get(id);
  if (!credit) {
    credit = { left: CREDIT, wake: undefined };
    credits.set(id, credit);
  }
  if (credit.left > 0) {
    credit.left -= 1;
    return undefined;
  }
  const waiting = credit;
  return new Promise<void>((resolve) => {
    waiting.wake = resolve;
  }).then(() => takeCredit(id));
}

/** Forgets a body that nobody wants any more, and lets its sender go on to its end. */
export function dropBody(id: number): void {
  const credit = credits.get(id);
  if (!credit) return;
  credit.left = Number.POSITIVE_INFINITY;
  credit.wake?.();
}

export function grantCredit(id: number, pieces: number): void {
  const credit = credits.get(id);
  if (!credit) return;
  credit.left += pieces;
  const { wake } = credit;
  credit.wake = undefined;
  wake?.();
}

export function listen(
  onMessage: (message: HostMessage) => void,
  onPiece: (id: number, octets: Buffer, kind: number) => void,
): void {
  let parts: Buffer[] = [];
  const reader = new FrameReader((kind, payload) => {
    if (kind === KIND_BODY || kind === KIND_CALL) {
      onPiece(payload.readUInt32BE(0), payload.subarray(4), kind);
    } else if (kind === KIND_PART) {
      parts.push(payload);
    } else if (parts.length > 0) {
      const whole = Buffer.concat([...parts, payload]);
      parts = [];
      onMessage(JSON.parse(whole.toString()) as HostMessage);
    } else {
      onMessage(JSON.parse(payload.toString()) as HostMessage);
    }
  });
  socket.on('data', (octets: Buffer) => reader.push(octets));
  // Without its host a process has no purpose.
  socket.on('close', () => process.exit(0));
  socket.on('error', () => process.exit(0));
}

/** Sends the last words and ends the process once they have left. */
export function lastWords(message: SandboxMessage): void {
  socket.end(encodeMessage(message), () => process.exit(1));
}
