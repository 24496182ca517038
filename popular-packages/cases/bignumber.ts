import { BigNumber } from 'bignumber.js';

export default async function () {
  return new BigNumber('123.456').times('1e30').toFormat();
}
