import { type Check, count, flag, header, isObject, list, optional, record, shape, text } from './checks.ts';
import { WORKSPACE_ROLES } from '../../access/workspace-role.ts';
import type { CallMessage, SandboxMessage } from './protocol.ts';

/** The process violated the protocol of the channel and is ended. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
}

const status: Check = (value) => count(value) && (value as number) >= 200 && (value as number) <= 599;
const problemStatus: Check = (value) => status(value) && (value as number) >= 400;
const pieces: Check = (value) => count(value) && (value as number) >= 1 && (value as number) <= 1024;
/** Characters of a log line or its details. */
const LINE = 8192;
const line: Check = (value) => typeof value === 'string' && value.length <= LINE;
/** Characters of a message or stack, as the bootstrap cuts them. */
const ACCOUNT = 32_768;
const account: Check = (value) => typeof value === 'string' && value.length <= ACCOUNT;
const level: Check = (value) =>
  value === 'debug' || value === 'info' || value === 'warn' || value === 'error';

const permission = shape({ permission: text });
const access: Check = (value) => value === 'authenticated' || value === 'public' || permission(value);
const role: Check = (value) => WORKSPACE_ROLES.some((one) => one === value);
const type = text;

const CHECKS: Record<SandboxMessage['type'], Check> = {
  started: shape({
    type,
    protocol: (value) => value === 1,
    routes: list(shape({ method: text, path: text, handler: text })),
    access: record(access),
    workspaceRoles: record(role),
    lifecycle: list(text),
    workspaceAware: flag,
  }),
  unusable: shape({ type, message: account, stack: account }),
  response: shape({ type, id: count, status, headers: list(header), body: flag }),
  problem: shape({
    type,
    id: count,
    status: problemStatus,
    code: text,
    message: text,
    fields: optional(record(text)),
  }),
  failed: shape({ type, id: count, message: account, stack: account }),
  done: shape({ type, id: count }),
  log: shape({ type, id: count, level, message: line, details: line }),
  credit: shape({ type, id: count, pieces }),
  call: shape({ type, call: count, id: count, to: text, ask: isObject }),
  'call-credit': shape({ type, call: count, pieces }),
  'call-cancel': shape({ type, call: count }),
  crash: shape({ type, message: account, stack: account }),
  pong: shape({ type }),
};

/** Reads one message of a process. @throws ProtocolError */
export type ReadMessage = (payload: Buffer) => SandboxMessage;

/**
 * Creates the reader for messages of a sandboxed process, which can contain anything. It throws for invalid JSON,
 * unknown types, and missing, additional or invalid fields.
 *
 * @param asks the check of each capability, by its name
 */
export function messageReader(asks: ReadonlyMap<string, Check>): ReadMessage {
  const checks: typeof CHECKS = {
    ...CHECKS,
    call: (message) => CHECKS.call(message) && mayBeAsked(asks, message as CallMessage),
  };
  return (payload) => {
    let message: unknown;
    try {
      message = JSON.parse(payload.toString());
    } catch {
      throw new ProtocolError('a message that is not JSON');
    }
    const name = isObject(message) ? message['type'] : undefined;
    if (typeof name !== 'string' || !Object.hasOwn(checks, name)) {
      throw new ProtocolError('a message of an unknown type');
    }
    if (!checks[name as SandboxMessage['type']](message)) {
      throw new ProtocolError(`a ${name} message of the wrong shape`);
    }
    return message as SandboxMessage;
  };
}

function mayBeAsked(asks: ReadonlyMap<string, Check>, { to, ask }: CallMessage): boolean {
  return asks.get(to)?.(ask) === true;
}
