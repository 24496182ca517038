import { type SandboxMessage, WHOLE_BODY_LIMIT } from './protocol.ts';

/** The process broke a rule of the channel; it is ended. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
}

type Check = (value: unknown) => boolean;

const text: Check = (value) => typeof value === 'string';
const flag: Check = (value) => typeof value === 'boolean';
const count: Check = (value) =>
  typeof value === 'number' && value >= 0 && value <= 0xffffffff && Number.isInteger(value);
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

const list =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);

const record =
  (check: Check): Check =>
  (value) =>
    isObject(value) && Object.values(value).every(check);

const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);

function shape(fields: Record<string, Check>): Check {
  const names = Object.keys(fields);
  return (value) => {
    if (!isObject(value)) return false;
    for (const name of names) if (!(fields[name] as Check)(value[name])) return false;
    for (const name in value) if (!Object.hasOwn(fields, name)) return false;
    return true;
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const FIELD_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** No control characters: a header of a plugin never becomes two. */
const FIELD_VALUE = /^[\t\u0020-\u007e\u0080-\u00ff]*$/;
/** RFC 9110, section 5. */
const header: Check = (value) =>
  Array.isArray(value) &&
  value.length === 2 &&
  text(value[0]) &&
  text(value[1]) &&
  FIELD_NAME.test(value[0] as string) &&
  FIELD_VALUE.test(value[1] as string);
/** RFC 9110, section 9: a token, as Node's and everybody's methods are: letters. */
const method: Check = (value) => typeof value === 'string' && /^[A-Za-z]{1,20}$/.test(value);
const bodySize: Check = (value) => count(value) && (value as number) <= WHOLE_BODY_LIMIT;
const bytes = shape({ bytes: text });
const parameter: Check = (value) =>
  value === null ||
  typeof value === 'string' ||
  typeof value === 'number' ||
  typeof value === 'boolean' ||
  bytes(value);
const permission = shape({ permission: text });
const access: Check = (value) => value === 'authenticated' || value === 'public' || permission(value);
const type = text;
const transactional = shape({ type, call: count, id: count, transaction: count });

const CHECKS: Record<SandboxMessage['type'], Check> = {
  started: shape({
    type,
    protocol: (value) => value === 1,
    routes: list(shape({ method: text, path: text, handler: text })),
    access: record(access),
    lifecycle: list(text),
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
  statement: shape({ type, call: count, id: count, transaction: count, sql: text, values: list(parameter) }),
  begin: transactional,
  commit: transactional,
  rollback: transactional,
  log: shape({ type, id: count, level, message: line, details: line }),
  credit: shape({ type, id: count, pieces }),
  fetch: shape({
    type,
    call: count,
    id: count,
    url: text,
    method,
    headers: list(header),
    size: bodySize,
  }),
  'fetch-credit': shape({ type, call: count, pieces }),
  'fetch-cancel': shape({ type, call: count }),
  crash: shape({ type, message: account, stack: account }),
  pong: shape({ type }),
};

/**
 * Reads one message of a sandboxed process, whose every field may be a lie.
 *
 * @throws ProtocolError when it is no JSON, of no known type, or has a field too few, too many or of another form
 */
export function readMessage(payload: Buffer): SandboxMessage {
  let message: unknown;
  try {
    message = JSON.parse(payload.toString());
  } catch {
    throw new ProtocolError('a message that is no JSON');
  }
  const name = isObject(message) ? message['type'] : undefined;
  if (typeof name !== 'string' || !Object.hasOwn(CHECKS, name)) {
    throw new ProtocolError('a message of an unknown type');
  }
  if (!CHECKS[name as SandboxMessage['type']](message)) {
    throw new ProtocolError(`a ${name} message of the wrong shape`);
  }
  return message as SandboxMessage;
}
