import { expect } from 'chai';
import { addressBlock } from '../../src/limits/address-block.ts';

const ROWS: [address: string, block: string][] = [
  ['192.0.2.1', '192.0.2.1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['::FFFF:c000:0201', '192.0.2.1'],
  ['2001:db8:1:2ff:3:4:5:6', '2001:db8:1:200::/56'],
  ['2001:db8:1:201::', '2001:db8:1:200::/56'],
  ['2001:db8:1:300::1', '2001:db8:1:300::/56'],
  ['::1', '0:0:0:0::/56'],
  ['fe80::1%eth0', 'fe80:0:0:0::/56'],
  ['64:ff9b::192.0.2.1', '192.0.2.1'],
  ['', 'unknown'],
  ['not an address', 'unknown'],
  ['1.2.3.4.5', 'unknown'],
];

describe('the block of an address', () => {
  for (const [address, block] of ROWS) {
    it(`of ${address === '' ? 'nothing' : address} is ${block}`, () => {
      expect(addressBlock(address)).to.equal(block);
    });
  }
});
