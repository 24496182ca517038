import { ApiError, type Readiness } from '@plexica/sdk/client';
import type { StatusResult } from '../../results/server.ts';
import { apiOf, everyPage, type Api } from '../api.ts';
import type { Connection } from '../context/connection.ts';

/** @throws ApiError `server_unreachable`, and `not_authenticated` when there is a token and it is not valid */
export async function serverStatus(connection: Connection): Promise<StatusResult> {
  const api = apiOf(connection);
  const { version, status, walls } = await readiness(connection);
  const principal = connection.token === undefined ? undefined : await api.whoami();
  return {
    server: connection.url,
    context: connection.context ?? null,
    version,
    status,
    walls,
    principal: principal?.id ?? null,
    tenants: principal === undefined ? null : await tenantCount(api),
  };
}

/** `/readyz` says what is wrong with status 503 too, so it is read whatever the status. */
export async function readiness({ url, timeout }: Connection): Promise<Readiness> {
  const api = apiOf({ url, token: undefined, context: undefined, timeout });
  try {
    return await api.readyz();
  } catch (error) {
    const answer = await fetch(`${url}/readyz`, {
      redirect: 'error',
      ...(timeout !== undefined && { signal: AbortSignal.timeout(timeout) }),
    }).catch(() => undefined);
    const body = (await answer?.json().catch(() => undefined)) as Readiness | undefined;
    if (body?.walls === undefined) {
      throw error;
    }
    return body;
  }
}

async function tenantCount(api: Api): Promise<number | null> {
  try {
    return (await everyPage((cursor) => api.listTenants({ limit: 100, ...(cursor && { cursor }) }))).length;
  } catch (error) {
    if (error instanceof ApiError && error.code === 'not_allowed') {
      return null;
    }
    throw error;
  }
}
