import { createPatch } from 'diff';

export default async function () {
  return createPatch('a.txt', 'one\n', 'two\n');
}
