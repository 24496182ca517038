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

/** Pieces of each body that can still be sent, and the callback that waits for more. */
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

/** @throws RangeError if the message is too large for one frame; nothing is sent then */
export function send(message: SandboxMessage): void {
  const frame = encodeMessage(message);
  if (frame.length > FRAME_LIMIT + 4) throw new RangeError('more than 1 MiB');
  cork();
  socket.write(frame);
}

/** Sends a whole body in pieces. Resolves when the host has received them. */
export async function sendBody(id: number, octets: Uint8Array): Promise<void> {
  for (let at = 0; at < octets.length; at += PIECE_LIMIT) {
    const wait = takeCredit(id);
    if (wait) await wait;
    cork();
    socket.write(encodePiece(id, octets.subarray(at, at + PIECE_LIMIT)));
  }
}

/** Sends one piece of the body of a call; without bytes, its end. */
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

/** Discards an unwanted body, and lets its sender finish. */
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
  // Without its host, the process has no purpose.
  socket.on('close', () => process.exit(0));
  socket.on('error', () => process.exit(0));
}

/** Sends a last message, then ends the process. */
export function lastWords(message: SandboxMessage): void {
  socket.end(encodeMessage(message), () => process.exit(1));
}
