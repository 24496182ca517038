import { toFigure, type Bench } from './figure.ts';
import { AROUND, smallAndLarge } from './growth.ts';
import { median, timed } from './samples.ts';
import { publishNotes, type Server } from './server.ts';

/** @returns milliseconds of the installation, not of the tenant that is made for it */
async function install({ api }: Server, tenant: string): Promise<number> {
  await api.createTenant({ body: { slug: tenant, name: tenant } });
  return timed(() => api.installPlugin({ tenant, body: { plugin: 'notes' } }));
}

export const installations: Bench = {
  name: 'installations',
  minutes: 10,
  async measure(place) {
    const { small, large, filling } = await smallAndLarge(place, {
      prepare: publishNotes,
      make: install,
      remove: ({ api }, tenant) => api.deleteTenant({ tenant }),
    });
    place.say(`${AROUND} on each side, in turns`);
    const times = { small: [] as number[], large: [] as number[] };
    for (let number = 1; number <= AROUND; number += 1) {
      times.small.push(await install(small.server, `s${number}`));
      times.large.push(await install(large.server, `s${number}`));
    }
    return [
      toFigure('install', {
        unit: 'ms',
        ours: median(times.large),
        peer: median(times.small),
        goal: null,
        detail:
          `POST …/plugins at installation 1,000 (${filling.length + 1} to ${filling.length + AROUND}); ` +
          `at installation 10 (1 to ${AROUND}). Medians`,
      }),
    ];
  },
};
