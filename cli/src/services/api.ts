import {
  createClient,
  isOperation,
  waitForOperation,
  type Client,
  type Operation,
} from '@plexica/sdk/client';
import type { Connection } from './context/connection.ts';

export type Api = Client;

/** Calls the server of a connection. */
export function apiOf({ url, token }: Connection): Api {
  return createClient({ url, token });
}

/**
 * The result of a change. Where its operation took longer than the request, it is awaited, and the result read then.
 *
 * @throws ApiError what the operation failed with
 */
export async function settled<Result>(
  api: Api,
  answer: Result | Operation,
  read: () => Promise<Result>,
): Promise<Result> {
  if (!isOperation(answer)) {
    return answer;
  }
  await waitForOperation(api, answer);
  return read();
}

/** All items of a list that comes in pages. */
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
