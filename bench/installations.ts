import { toFigure, type Bench } from './figure.ts';
import { median, timed } from './samples.ts';
import { publishNotes, startDatabase, startServer } from './server.ts';

const INSTALLATIONS = 1010;
/** Installations on each side of the 10th and of the 1,000th that stand for it. */
const AROUND = 10;

export const installations: Bench = {
  name: 'installations',
  minutes: 4,
  async measure(place) {
    const { api, ...server } = await startServer(place, await startDatabase(place));
    await publishNotes({ api, ...server });
    const install = async (slug: string) => {
      await api.createTenant({ body: { slug, name: slug } });
      return timed(() => api.installPlugin({ tenant: slug, body: { plugin: 'notes' } }));
    };
    place.say('warming up');
    for (let number = 0; number < 30; number += 1) {
      await install(`warm${number}`);
      await api.deleteTenant({ tenant: `warm${number}` });
    }
    place.say(`installing one plugin in ${INSTALLATIONS} tenants`);
    const times: number[] = [];
    for (let number = 1; number <= INSTALLATIONS; number += 1) times.push(await install(`t${number}`));
    return [
      toFigure('install', {
        unit: 'ms',
        ours: median(times.slice(-2 * AROUND)),
        peer: median(times.slice(0, 2 * AROUND)),
        goal: null,
        detail:
          `POST …/plugins at installation 1,000 (median of ${INSTALLATIONS - 2 * AROUND + 1} to ${INSTALLATIONS}); ` +
          `at installation 10 (1 to ${2 * AROUND})`,
      }),
    ];
  },
};
