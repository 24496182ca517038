import type { Context, LifecycleContext, Log, User } from '@plexica/sdk';
import type { LogLevel, RequestMessage } from '../channel/protocol.ts';
import { send } from './channel.ts';
import type { Asking, Member } from './member.ts';
import { type IncomingBody, createRequest } from './request.ts';

/** Data that all requests of this process share. */
export interface Installed {
  tenant: { readonly slug: string };
  config: object;
  members: readonly Member[];
}

export function createLifecycleContext(
  asking: Asking,
  { tenant, config, members }: Installed,
): LifecycleContext {
  const { id, signal } = asking;
  const own = { tenant, config, log: createLog(id) };
  return Object.assign(own, ...members.map((member) => member(asking)), { signal }) as LifecycleContext;
}

export function createContext(
  message: RequestMessage,
  installed: Installed,
  asking: Asking,
  body: IncomingBody,
): Context {
  return Object.assign(createLifecycleContext(asking, installed), {
    user: message.user && createUser(message.user),
    workspace: message.workspace,
    request: createRequest(message, body),
  }) as Context;
}

function createUser({ id, name, email, permissions }: NonNullable<RequestMessage['user']>): User {
  return {
    id,
    name,
    ...(email !== undefined && { email }),
    can: (permission) => permissions.some((pattern) => covers(pattern, permission)),
  };
}

/** `contacts.*` covers `contacts.read`, `*` covers everything. */
function covers(pattern: string, permission: string): boolean {
  if (pattern === '*' || pattern === permission) return true;
  return pattern.endsWith('.*') && permission.startsWith(pattern.slice(0, -1));
}

const LOG_LIMIT = 8192;

/** @param id of the request of the lines, or 0 */
export function createLog(id: number): Log {
  // Plugins in plain JavaScript can log anything.
  const write = (level: LogLevel) => (message: unknown, details?: object) => {
    const json = details === undefined ? '' : (JSON.stringify(details, readable) ?? '');
    send({
      type: 'log',
      id,
      level,
      message: String(message).slice(0, LOG_LIMIT),
      // Truncated JSON is invalid, so a placeholder replaces values that are too large.
      details: json.length > LOG_LIMIT ? '{"details":"more than 8 KiB, omitted"}' : json,
    });
  };
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}

function readable(_key: string, value: unknown): unknown {
  if (value instanceof Error) return value.stack;
  return typeof value === 'bigint' ? String(value) : value;
}
