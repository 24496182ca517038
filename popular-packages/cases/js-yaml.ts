import { load } from 'js-yaml';

export default async function () {
  return load('a: [1, 2]\nb: { c: true }');
}
