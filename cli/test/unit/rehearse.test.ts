import { expect } from 'chai';
import { rehearse } from '../../src/services/dev/rehearse.ts';

describe('rehearsing bundles', () => {
  /** @param milliseconds of the bundles, one after the other; the last is that of all that follow. @returns how many were made */
  async function made(
    milliseconds: readonly number[],
    { fails = Infinity, wanted = Infinity }: { fails?: number; wanted?: number } = {},
  ): Promise<number> {
    let [time, count] = [0, 0];
    await rehearse(
      () => {
        time += milliseconds[count] ?? milliseconds.at(-1) ?? 0;
        count += 1;
        return Promise.resolve(count < fails);
      },
      () => count < wanted,
      () => time,
    );
    return count;
  }

  it('goes on for a second', async () => {
    expect(await made([50])).to.equal(20);
    expect(await made([190])).to.equal(6);
  });

  it('ends once one takes long', async () => {
    expect(await made([201])).to.equal(1);
    expect(await made([100, 100, 300, 10])).to.equal(3);
  });

  it('ends once one cannot be made, or somebody waits for a real one', async () => {
    expect(await made([50], { fails: 2 })).to.equal(2);
    expect(await made([50], { wanted: 3 })).to.equal(3);
    expect(await made([50], { wanted: 0 })).to.equal(0);
  });
});
