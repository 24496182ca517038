import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { startExternal } from '../test/operations/external.ts';
import { orphansOf } from '../test/orphans.ts';
import { packageOf } from '../test/registry/packages.ts';
import { startServer } from '../test/server.ts';
import type { Random } from './random.ts';
import type { Soak } from './soak.ts';

/** Versions in one run. */
const VERSIONS = 12;
/** Kills in one run, each after so many milliseconds at most. */
const KILLS = 2;
const LONGEST = 500;

/**
 * Two servers publish into one folder for blobs, the same bytes at once too, while one of them is killed, starts and
 * removes what nobody has: no version loses its package, and no package is left without a version.
 */
export const sharedBlobs: Soak = {
  name: 'shared-blobs',
  runs: 100,
  minutes: 25,
  async start() {
    const external = await startExternal();
    const one = await startServer(external.environment);
    const blobs = `file:${join(one.data, 'blobs')}`;
    const two = await startServer({ ...external.environment, PLEXICA_BLOBS: blobs });
    let published = 0;

    /** @returns how many of the servers that were asked have taken it; one that is killed has not */
    const publish = async (random: Random): Promise<number> => {
      published += 1;
      // Those of `plexica dev` are removed once there are three newer ones.
      const isDev = random.chance(0.7);
      const version = `1.0.${published}${isDev ? '-dev.1' : ''}`;
      const id = random.pick(['crm', 'notes']);
      const body = await packageOf({ id, version });
      const servers = random.pick([[one], [two], [one, two], [one, one, two]]);
      const statuses = await Promise.all(
        servers.map(async (server) => {
          const path = `/v1/plugins/${id}/versions/${version}${isDev ? '?tag=dev' : ''}`;
          const answer = await server.request('PUT', path, { body }).catch(() => undefined);
          if (answer === undefined || answer.status < 300) return answer?.status;
          throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
        }),
      );
      return statuses.filter((status) => status !== undefined).length;
    };
    return {
      server: one,
      async run(random, figures) {
        const publishing = (async () => {
          for (let count = 0; count < VERSIONS; count += 1) figures.add('published', await publish(random));
        })();
        const killing = (async () => {
          for (let kill = 0; kill < KILLS; kill += 1) {
            await sleep(random.below(LONGEST));
            await two.restart('SIGKILL');
            figures.add('kills', 1);
          }
        })();
        await Promise.all([publishing, killing]);
        // The last to start has nobody beside it that still removes old versions.
        await two.restart('SIGTERM');
        await one.restart('SIGTERM');
        const connect = async () => {
          const client = new pg.Client(external.environment['DATABASE_URL']);
          await client.connect();
          return client;
        };
        figures.none('orphans', await orphansOf(one, connect));
      },
      async close() {
        await two.stop();
        await one.stop();
        await external.stop();
        return [];
      },
    };
  },
};
