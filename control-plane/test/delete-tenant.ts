import { setTimeout as sleep } from 'node:timers/promises';
import type { TestServer } from './server.ts';

/** Deletes a tenant, however long a busy machine takes for it. @throws Error when it is not deleted */
export async function deleteTenant(server: TestServer, slug: string): Promise<void> {
  const answer = await server.request('DELETE', `/v1/tenants/${slug}`);
  if (answer.status === 204) return;
  let { body } = answer;
  while (answer.status === 202 && body.state === 'running') {
    await sleep(100);
    body = (await server.request('GET', answer.headers.get('Location') as string)).body;
  }
  if (body.state !== 'succeeded') throw new Error(`${slug} is not deleted: ${JSON.stringify(body)}`);
}
