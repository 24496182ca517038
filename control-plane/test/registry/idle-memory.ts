import { packageOf, rawEntry } from '../../../registry/test/tarballs.ts';
import { forgetHighestMemory, residentMemory } from '../memory.ts';
import type { TestServer } from '../server.ts';

/** MiB that the server may need above what it needs when idle, whatever it is sent. */
export const ROOM = 100;

/** @returns MiB that a server needs when idle; `highestMemory` tells of what comes afterwards */
export async function idleMemory(server: TestServer): Promise<number> {
  // What the first packages of all load stays loaded.
  for (let warm = 0; warm < 20; warm += 1) {
    await server.request('PUT', '/v1/plugins/crm/versions/1.0.0', {
      body: packageOf(rawEntry({ name: 'outside' })),
    });
  }
  const idle = residentMemory(server.pid);
  forgetHighestMemory(server.pid);
  return idle;
}
