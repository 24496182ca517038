import { expect } from 'chai';
import { Buckets, type Bucket } from '../../src/limits/buckets.ts';
import { readRates, type Rate, type Rates } from '../../src/rates.ts';

const tenant = (text: string): Rate => (readRates(`tenant=${text}`) as Rates).tenant as Rate;

/** @returns how many requests a bucket allows at one time */
function allowed(buckets: Buckets, key: string, now: number): number {
  let count = 0;
  for (; buckets.wait(key, now) === 0; count += 1) buckets.spend(key, now);
  return count;
}

describe('a bucket', () => {
  for (const text of ['1/s', '7/s', '100/s', '300/min', '7/h', '1000000/h']) {
    const rate = tenant(text);
    it(`of ${text} holds ${rate.count} requests, which come back evenly`, () => {
      const buckets = new Buckets('tenant', rate, new Set());
      expect(allowed(buckets, 'acme', 5)).to.equal(rate.count);
      expect(buckets.left('acme', 5)).to.deep.equal({ requests: 0, seconds: rate.seconds });
      const one = (rate.seconds * 1000) / rate.count;
      expect(buckets.wait('acme', 5)).to.be.closeTo(one, 0.1);
      expect(allowed(buckets, 'acme', 5 + one + 0.1)).to.equal(1);
      // However long it is left alone, it holds no more.
      expect(allowed(buckets, 'acme', 10_000_000)).to.equal(rate.count);
    });
  }

  it('is forgotten where there are too many', () => {
    const unsettled = new Set<Bucket>();
    const buckets = new Buckets('address', tenant('1/h'), unsettled);
    for (let address = 0; address < 50_000; address += 1) buckets.spend(String(address), 0);
    expect(unsettled.size).to.equal(20_000);
    expect(buckets.wait('49999', 0)).to.be.greaterThan(0);
    expect(buckets.wait('0', 0)).to.equal(0);
  });
});
