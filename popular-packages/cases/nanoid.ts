import { customAlphabet, nanoid } from 'nanoid';

export default async function () {
  return [nanoid().length, customAlphabet('a', 5)()];
}
