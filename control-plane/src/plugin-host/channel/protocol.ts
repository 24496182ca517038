import type { RouteAccess } from '@plexica/registry';
import type { WorkspaceRole } from '../../access/workspace-role.ts';
/**
 * The channel between the host and one sandboxed process, and all of it: a socket pair on descriptor 3 of the process.
 *
 * Bytes: frames of a 4-byte big-endian length (of what follows it), one byte of kind, and the content.
 *   kind 0  a message: one JSON object, see `HostMessage` and `SandboxMessage`
 *   kind 1  a piece of a body: 4-byte big-endian id of its request, then 1 to 65,536 bytes; without bytes it ends the body
 *   kind 2  the beginning of a message that continues in the next frame (only the host sends these)
 *   kind 3  a piece of a call: like kind 1, with the number of its call
 *
 * Each side can send `CREDIT` pieces of a body before the other grants more with a `credit` message, or with
 * `call-credit` for the body of a call.
 *
 * Order: the host sends `start`, the process answers `started` or `unusable`. Then the host can send `request` and
 * `lifecycle` at any time, each with its own id, and the process ends each with exactly one of `response` (and its
 * body), `problem`, `failed` or `done`. Until then it can send `call` for it, to one of the host's capabilities (see
 * capabilities/capability.ts), with calls numbered 1, 2, 3, …, and after a call the pieces of its body.
 * The host ends each call with one of
 *   `result`, after the pieces of a result that the process buffers, which do not count as credit;
 *   `result` with `stream`, and then the pieces of a body up to its end;
 *   `refused` or `over`, which can also come in the middle of that body; pieces before `result` do not count then.
 *
 * The host trusts nothing: any violation of this protocol ends the process. Both sides load this file.
 */
export const PROTOCOL = 1;

export const KIND_MESSAGE = 0;
export const KIND_BODY = 1;
export const KIND_PART = 2;
export const KIND_CALL = 3;

/** Largest frame in bytes, without its length. */
export const FRAME_LIMIT = 1024 * 1024;
/** Largest piece of a body in bytes. */
export const PIECE_LIMIT = 64 * 1024;
/** Pieces of one body that can be sent without further credit. */
export const CREDIT = 4;
/** A request's body that is read whole, or an answer that is no stream: 10 MiB. */
export const WHOLE_BODY_LIMIT = 10 * 1024 * 1024;

/** The declarations of the decorators of a bundle. */
export interface Declared {
  routes: { method: string; path: string; handler: string }[];
  access: Record<string, RouteAccess>;
  /** By the name of the handler. */
  workspaceRoles: Record<string, WorkspaceRole>;
  lifecycle: string[];
  /** Whether the class extends `WorkspaceAwarePlugin`. */
  workspaceAware: boolean;
}

/** A call of a member of `ctx` to the host. */
export interface CallMessage {
  type: 'call';
  call: number;
  /** Id of the request or lifecycle method that makes the call. */
  id: number;
  /** Name of the capability. */
  to: string;
  /** Content of the call, defined by the capability. */
  ask: object;
}

/** The answer to a call. */
export type CallAnswer =
  | { type: 'result'; call: number; result?: object; stream?: true }
  /** The capability says why. */
  | { type: 'refused'; call: number; refusal: object }
  /** The request that it was made for has ended. */
  | { type: 'over'; call: number };

export interface CallCredit {
  type: 'call-credit';
  call: number;
  pieces: number;
}

export interface RequestMessage {
  type: 'request';
  id: number;
  handler: string;
  method: string;
  path: string;
  params: Record<string, string>;
  query: string;
  headers: [string, string][];
  /** `permissions` are patterns without the plugin's id: `contacts.read`, `contacts.*`, `*`. */
  user?: { id: string; name: string; email?: string; permissions: string[] };
  workspace?: { id: string; slug: string; role: WorkspaceRole };
  /** Whether pieces of a body follow. */
  body: boolean;
}

export type HostMessage =
  | {
      type: 'start';
      protocol: typeof PROTOCOL;
      entry: string;
      tenant: string;
      config: object;
      /** Why the bundle cannot create code from strings; absent if it can. */
      codeRefused?: string;
    }
  | RequestMessage
  | { type: 'lifecycle'; id: number; method: string; from?: string }
  /** The caller disconnected, or the time limit was reached. */
  | { type: 'cancel'; id: number }
  | { type: 'credit'; id: number; pieces: number }
  | CallAnswer
  | CallCredit
  /** Checks whether the event loop of the process still runs; answered with `pong`. */
  | { type: 'ping' };

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

export type SandboxMessage =
  | ({ type: 'started'; protocol: typeof PROTOCOL } & Declared)
  | { type: 'unusable'; message: string; stack: string }
  | { type: 'response'; id: number; status: number; headers: [string, string][]; body: boolean }
  /** A route threw an HttpError. */
  | {
      type: 'problem';
      id: number;
      status: number;
      code: string;
      message: string;
      fields?: Record<string, string>;
    }
  /** Anything else was thrown, or the answer cannot be sent. */
  | { type: 'failed'; id: number; message: string; stack: string }
  | { type: 'done'; id: number }
  | { type: 'log'; id: number; level: LogLevel; message: string; details: string }
  | { type: 'credit'; id: number; pieces: number }
  | CallMessage
  | CallCredit
  /** The answer is no longer needed. */
  | { type: 'call-cancel'; call: number }
  /** Last words before the process ends by itself. */
  | { type: 'crash'; message: string; stack: string }
  | { type: 'pong' };

export function encodeMessage(message: HostMessage | SandboxMessage): Buffer {
  const json = JSON.stringify(message);
  const size = Buffer.byteLength(json);
  if (size >= FRAME_LIMIT) return encodeParts(Buffer.from(json));
  const frame = Buffer.allocUnsafe(5 + size);
  frame.writeUInt32BE(size + 1, 0);
  frame[4] = KIND_MESSAGE;
  frame.write(json, 5);
  return frame;
}

function encodeParts(json: Buffer): Buffer {
  const frames: Buffer[] = [];
  for (let at = 0; at < json.length; at += FRAME_LIMIT - 1) {
    const part = json.subarray(at, at + FRAME_LIMIT - 1);
    const head = Buffer.allocUnsafe(5);
    head.writeUInt32BE(part.length + 1, 0);
    head[4] = at + part.length < json.length ? KIND_PART : KIND_MESSAGE;
    frames.push(head, part);
  }
  return Buffer.concat(frames);
}

/** One piece of the body of `id`; without bytes, its end. */
export function encodePiece(id: number, octets?: Uint8Array, kind = KIND_BODY): Buffer {
  const size = octets?.length ?? 0;
  const frame = Buffer.allocUnsafe(9 + size);
  frame.writeUInt32BE(5 + size, 0);
  frame[4] = kind;
  frame.writeUInt32BE(id, 5);
  if (octets) frame.set(octets, 9);
  return frame;
}

/**
 * Splits the incoming bytes into frames.
 *
 * @throws RangeError from `push` if a frame has no kind or more than `FRAME_LIMIT` bytes
 */
export class FrameReader {
  readonly #onFrame: (kind: number, payload: Buffer) => void;
  #waiting: Buffer[] = [];
  #size = 0;

  constructor(onFrame: (kind: number, payload: Buffer) => void) {
    this.#onFrame = onFrame;
  }

  push(octets: Buffer): void {
    let buffer = octets;
    if (this.#size > 0) {
      this.#waiting.push(octets);
      this.#size += octets.length;
      if (this.#size < this.#needed()) return;
      buffer = Buffer.concat(this.#waiting);
    }
    let at = 0;
    while (buffer.length - at >= 4) {
      const length = frameLength(buffer, at);
      if (buffer.length - at < 4 + length) break;
      this.#onFrame(buffer[at + 4] as number, buffer.subarray(at + 5, at + 4 + length));
      at += 4 + length;
    }
    this.#size = buffer.length - at;
    this.#waiting = this.#size > 0 ? [buffer.subarray(at)] : [];
  }

  /** Octets that the frame at hand has once it is complete. */
  #needed(): number {
    if ((this.#waiting[0] as Buffer).length < 4) this.#waiting = [Buffer.concat(this.#waiting)];
    const first = this.#waiting[0] as Buffer;
    return first.length < 4 ? 4 : 4 + frameLength(first, 0);
  }
}

function frameLength(buffer: Buffer, at: number): number {
  const length = buffer.readUInt32BE(at);
  if (length < 1 || length > FRAME_LIMIT) {
    throw new RangeError(`a frame of ${length} bytes; it must have 1 to ${FRAME_LIMIT}`);
  }
  return length;
}
