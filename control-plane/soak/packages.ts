import { gzipSync } from 'node:zlib';
import { hostilePackages } from '../../registry/test/hostile-table.ts';
import {
  builtCrm,
  goodEntries,
  paxEntry,
  paxRecord,
  rawEntry,
  tarEnd,
} from '../../registry/test/tarballs.ts';
import { highestMemory } from '../test/memory.ts';
import { leftBy, orphansOf } from '../test/orphans.ts';
import { idleMemory, ROOM } from '../test/registry/idle-memory.ts';
import { startServer } from '../test/server.ts';
import type { Random } from './random.ts';
import type { Soak } from './soak.ts';

/** Packages in one run. */
const EACH = 100;

/** Packages changed at random: taken whole or refused by name, never half stored, never an error of the server. */
export const packages: Soak = {
  name: 'packages',
  runs: 100,
  minutes: 5,
  async start() {
    const server = await startServer();
    let published = 0;
    const send = async (random: Random): Promise<number> => {
      published += 1;
      const version = `1.0.${published}`;
      const octets = mutated(random, version);
      const { status, body } = await server.request('PUT', `/v1/plugins/crm/versions/${version}`, {
        body: octets,
      });
      const refused = status >= 400 && status < 500 && body.detail !== '';
      if (!refused && status !== 201) {
        throw new Error(`${status} ${JSON.stringify(body)} for ${octets.toString('base64')}`);
      }
      return status;
    };
    // Before the hostile packages, so that the first run tells of what they took.
    const idle = await idleMemory(server);
    for (const [, bytes] of hostilePackages) {
      await server.request('PUT', '/v1/plugins/crm/versions/1.0.0', { body: bytes });
    }
    return {
      server,
      async run(random, figures) {
        for (let count = 0; count < EACH; count += 1) {
          figures.add((await send(random)) === 201 ? 'harmless' : 'refused', 1);
        }
        const above = Math.round(highestMemory(server.pid) - idle);
        figures.highest('MiB above idle', above);
        if (above > ROOM) throw new Error(`${above} MiB above idle`);
        figures.none('orphans', await orphansOf(server));
      },
      close: () => leftBy(server),
    };
  },
};

function mutated(random: Random, version: string): Buffer {
  const parts = {
    manifest: mutatedJson(random, { ...builtCrm, version, description: 'A CRM', keywords: ['crm'] }),
    packageJson: mutatedJson(random, { name: 'crm', version }),
  };
  const entries = [
    ...goodEntries(parts),
    paxEntry(paxRecord('path', `package/assets/${'long/'.repeat(random.below(12))}name`)),
    rawEntry({ name: 'package/assets/short', content: 'x'.repeat(random.below(2000)) }),
  ];
  if (random.chance(0.2)) entries.splice(random.below(entries.length), 1);
  if (random.chance(0.2)) entries.push(random.pick(entries));
  if (random.chance(0.2)) entries.reverse();
  const tar = Buffer.concat([...entries, tarEnd]);
  if (random.chance(0.5)) scramble(random, tar);
  const octets = gzipSync(random.chance(0.1) ? tar.subarray(0, random.below(tar.length)) : tar);
  if (random.chance(0.2)) scramble(random, octets);
  return random.chance(0.1) ? octets.subarray(0, random.below(octets.length)) : octets;
}

function scramble(random: Random, bytes: Buffer): void {
  for (let left = random.below(4); left >= 0; left -= 1)
    bytes[random.below(bytes.length)] = random.below(256);
}

const ODD = [null, true, -1, 1e308, '', '\u0000', '../..', [], {}, 'x'.repeat(10_000), [[[[{}]]]]];

function mutatedJson(random: Random, value: object): object | string {
  const changed: Record<string, unknown> = { ...value };
  const key = random.pick(Object.keys(changed));
  if (random.chance(0.2)) changed[key] = random.pick(ODD);
  if (random.chance(0.1)) delete changed[key];
  if (random.chance(0.1))
    changed[random.pick(['x', '__proto__', 'ui', 'events', 'config', 'scripts'])] = random.pick(ODD);
  if (random.chance(0.9)) return changed;
  const text = Buffer.from(JSON.stringify(changed));
  scramble(random, text);
  return text.toString('latin1');
}
