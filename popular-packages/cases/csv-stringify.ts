import { stringify } from 'csv-stringify/sync';

export default async function () {
  return stringify([['a', 'b,c']]);
}
