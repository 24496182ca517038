import { Decimal } from 'decimal.js';

export default async function () {
  return new Decimal('0.1').plus('0.2').toString();
}
