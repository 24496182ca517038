import { startPlugin, type RunningPlugin } from '@plexica/sdk/testing';

let crm: RunningPlugin;

// One server for all files that import this one; each test keeps to records of its own.
before(async () => {
  crm = await startPlugin(import.meta.dirname);
});
after(() => crm?.close());

/** A client with the permissions of a role, or with exactly these. */
export const as = (who: Parameters<RunningPlugin['as']>[0]) => crm.as(who);
export const anonymous = () => crm.anonymous;

/** A word that no other test uses. */
export function word(): string {
  return `w${crypto.randomUUID().replaceAll('-', '')}`;
}

/** The body of an answer that has to have this status; what the server said is in the error if it has another. */
export async function body<T = { id: string }>(
  answer: Response | Promise<Response>,
  status = 200,
): Promise<T> {
  const response = await answer;
  const text = await response.text();
  if (response.status !== status) throw new Error(`status ${response.status} instead of ${status}: ${text}`);
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

/** The status of an answer whose body does not matter. */
export async function status(answer: Response | Promise<Response>): Promise<number> {
  const response = await answer;
  await response.arrayBuffer();
  return response.status;
}

export interface Problem {
  code: string;
  detail: string;
  issues?: { path: string; message: string }[];
}

/** The bad fields of a 422, path to message. */
export async function wrongFields(answer: Promise<Response>): Promise<Record<string, string>> {
  const { issues } = await body<Problem>(answer, 422);
  return Object.fromEntries((issues ?? []).map(({ path, message }) => [path, message]));
}
