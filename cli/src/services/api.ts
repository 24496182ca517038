import { setTimeout as sleep } from 'node:timers/promises';
import {
  ApiError,
  createClient,
  isOperation,
  waitForOperation,
  type Client,
  type Operation,
} from '@plexica/sdk/client';
import type { Connection } from './context/connection.ts';

export interface Api extends Client {
  /** Reports in one line what the command waits for. */
  readonly note: (text: string) => void;
}

export interface ApiOptions {
  note?: (text: string) => void;
  /** Retries calls while another operation is changing the tenant. */
  wait?: boolean;
}

/** A client for the server of a connection. */
export function apiOf(
  { url, token, timeout, login }: Connection,
  { note = ignore, wait = false }: ApiOptions = {},
): Api {
  const client = createClient({ url, token, timeout, ...(login && { fetch: login.fetch }) });
  return { ...(wait ? patient(client, note) : client), note };
}

function ignore(): void {}

function patient(client: Client, note: (text: string) => void): Client {
  const methods = Object.entries(client).map(([name, method]) => [
    name,
    (...values: unknown[]) =>
      untilFree(() => (method as (...values: unknown[]) => Promise<unknown>)(...values), note),
  ]);
  return Object.fromEntries(methods) as Client;
}

async function untilFree<Result>(call: () => Promise<Result>, note: (text: string) => void): Promise<Result> {
  for (let said = ''; ;) {
    try {
      return await call();
    } catch (error) {
      // Without Retry-After it is another kind of conflict, from a newer server.
      if (!(error instanceof ApiError) || error.code !== 'operation_in_progress') throw error;
      if (error.retryAfter === undefined) throw error;
      if (error.message !== said) note(`Waiting: ${error.message}.`);
      said = error.message;
      await sleep(error.retryAfter * 1_000);
    }
  }
}

/**
 * The result of a change. If its operation outlasts the request, waits for the operation and then reads the result.
 *
 * @throws ApiError the error of the operation
 */
export async function settled<Result>(
  api: Api,
  answer: Result | Operation,
  read: () => Promise<Result>,
): Promise<Result> {
  if (!isOperation(answer)) {
    return answer;
  }
  let said = '';
  await waitForOperation(api, answer, ({ state, error }) => {
    if (state !== 'running' || error === undefined || error.message === said) return;
    said = error.message;
    api.note(`Waiting: ${error.message}. ${error.hint}`);
  });
  return read();
}

/** How long a command waits for other operations on a tenant, in ms. */
const PATIENCE = 30_000;

/**
 * Retries an idempotent change while another operation is changing the tenant.
 *
 * @throws ApiError the server's error; `operation_in_progress` after 30 seconds
 */
export async function onceFree<Result>(send: () => Promise<Result>): Promise<Result> {
  const end = performance.now() + PATIENCE;
  for (;;) {
    try {
      return await send();
    } catch (error) {
      const busy = error instanceof ApiError && error.code === 'operation_in_progress';
      if (!busy || performance.now() > end) throw error;
      await sleep((error.retryAfter ?? 1) * 1000);
    }
  }
}

/**
 * Sends a request and renames the fields in its errors to the flags and arguments that were typed.
 *
 * @param typed path in the request, such as `body.scope`, to the flag or argument of the value
 * @throws ApiError with those names instead of paths, in the message and the issues
 */
export async function sentAs<Result>(
  typed: Record<string, string>,
  send: () => Promise<Result>,
): Promise<Result> {
  try {
    return await send();
  } catch (error) {
    if (!(error instanceof ApiError) || !error.issues.some(({ path }) => Object.hasOwn(typed, path)))
      throw error;
    const named = (text: string): string =>
      Object.entries(typed).reduce((named, [path, name]) => named.replaceAll(`${path}: `, `${name}: `), text);
    const { code, status, hint, access, requestId, retryAfter } = error;
    const issues = error.issues.map(({ path, message }) => ({
      path: typed[path] ?? path,
      message: named(message),
    }));
    const more = { status, hint, issues, access, requestId, retryAfter, cause: error };
    throw new ApiError(code, named(error.message), more);
  }
}

/** All items of a paginated list. */
export async function everyPage<Item>(
  page: (cursor: string | undefined) => Promise<{ items: Item[]; nextCursor?: string | undefined }>,
): Promise<Item[]> {
  const items: Item[] = [];
  let cursor: string | undefined;
  do {
    const answer = await page(cursor);
    items.push(...answer.items);
    cursor = answer.nextCursor;
  } while (cursor !== undefined);
  return items;
}
