import type { Place } from './figure.ts';
import { startDatabase, startServer, type Database, type Server } from './server.ts';

/** Samples on each side: numbers 1 to 20 stand for the 10th of something, 991 to 1,010 for the 1,000th. */
export const AROUND = 20;
const FILLED = 990;
const WARM_UP = 100;

export interface Platform {
  server: Server;
  database: Database;
}

/**
 * Two platforms, one with nothing in it and one with 990 of something, so that the 10th and the 1,000th can be made in
 * turns. Both have made and removed some before, so that the engine has compiled what makes them.
 *
 * @param prepare readies a platform
 * @param make makes one of what is counted, by its name, and gives the milliseconds it took
 * @param remove takes it away again
 * @returns also the milliseconds of each that fills the large one
 */
export async function smallAndLarge(
  place: Place,
  steps: {
    prepare?: (server: Server) => Promise<void>;
    make: (server: Server, name: string) => Promise<number>;
    remove: (server: Server, name: string) => Promise<unknown>;
  },
): Promise<{ small: Platform; large: Platform; filling: number[] }> {
  const [small, large] = await Promise.all(['small', 'large'].map((name) => startPlatform(place, name)));
  place.say(`warming up, ${WARM_UP} times`);
  for (const { server } of [small, large] as Platform[]) {
    await steps.prepare?.(server);
    for (let number = 1; number <= WARM_UP; number += 1) {
      await steps.make(server, `warm${number}`);
      await steps.remove(server, `warm${number}`);
    }
  }
  place.say(`making ${FILLED}`);
  const filling: number[] = [];
  for (let number = 1; number <= FILLED; number += 1) {
    filling.push(await steps.make((large as Platform).server, `t${number}`));
  }
  return { small: small as Platform, large: large as Platform, filling };
}

async function startPlatform(place: Place, name: string): Promise<Platform> {
  const database = await startDatabase(place, `${name}-database`);
  return { database, server: await startServer(place, database, name) };
}
