import { expect } from 'chai';
import { runSoak } from '../../soak/soak.ts';
import { SOAKS } from '../../soak/soaks.ts';
import { skipWhereMissing } from '../skip-where-missing.ts';

/** Its promise is a time, which only a machine with nothing else to do can keep. */
const TIMED = 'neighbours';

describe('a hundredth of the soak', () => {
  for (const soak of SOAKS.filter(({ name }) => name !== TIMED)) {
    it(`${soak.name}: ${Math.max(1, Math.round(soak.runs / 100))} of ${soak.runs} runs`, async function () {
      this.timeout(120_000);
      skipWhereMissing(this, await soak.missing?.());
      const { failures } = await runSoak(soak, { extent: { scale: 0.01 }, seed: 1 });
      expect(failures.map(({ run, message }) => `run ${run}: ${message}`)).to.deep.equal([]);
    });
  }
});
