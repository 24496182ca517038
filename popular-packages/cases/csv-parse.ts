import { parse } from 'csv-parse/sync';

export default async function () {
  return parse('a,b\n1,2', { columns: true });
}
