import type { Context, LifecycleContext, Log, User } from '@plexica/sdk';
import type { LogLevel, RequestMessage } from '../protocol.ts';
import { send } from './channel.ts';
import { createDatabase } from '../capabilities/database/sandbox/database.ts';
import { createFetch } from '../capabilities/fetch/sandbox/fetch.ts';
import { type IncomingBody, createRequest } from './request.ts';

/** What is the same for every request of this process. */
export interface Installed {
  tenant: { readonly slug: string };
  config: object;
}

export function createLifecycleContext(
  id: number,
  installed: Installed,
  signal: AbortSignal,
): LifecycleContext {
  return {
    tenant: installed.tenant,
    config: installed.config as Record<string, unknown>,
    log: createLog(id),
    db: createDatabase(id),
    signal,
  };
}

export function createContext(
  message: RequestMessage,
  installed: Installed,
  signal: AbortSignal,
  body: IncomingBody,
): Context {
  return {
    ...createLifecycleContext(message.id, installed, signal),
    user: message.user && createUser(message.user),
    request: createRequest(message, body),
    fetch: createFetch(message.id, signal),
  };
}

function createUser({ id, name, permissions }: NonNullable<RequestMessage['user']>): User {
  return {
    id,
    name,
    can: (permission) => permissions.some((pattern) => covers(pattern, permission)),
  };
}

/** `contacts.*` covers `contacts.read`, `*` covers everything. */
function covers(pattern: string, permission: string): boolean {
  if (pattern === '*' || pattern === permission) return true;
  return pattern.endsWith('.*') && permission.startsWith(pattern.slice(0, -1));
}

const LOG_LIMIT = 8192;

/** @param id of the request that the lines belong to, 0 for none */
export function createLog(id: number): Log {
  // A plugin in plain JavaScript may log anything.
  const write = (level: LogLevel) => (message: unknown, details?: object) => {
    const json = details === undefined ? '' : (JSON.stringify(details, readable) ?? '');
    send({
      type: 'log',
      id,
      level,
      message: String(message).slice(0, LOG_LIMIT),
      // Cut JSON is no JSON: too large a value is named instead.
      details: json.length > LOG_LIMIT ? '{"details":"more than 8 KiB, left out"}' : json,
    });
  };
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}

function readable(_key: string, value: unknown): unknown {
  if (value instanceof Error) return value.stack;
  return typeof value === 'bigint' ? String(value) : value;
}
