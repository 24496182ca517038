import { parse, stringify } from 'yaml';

export default async function () {
  return stringify(parse('a: &x 1\nb: *x'));
}
