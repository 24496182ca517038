import { evaluate } from 'mathjs';

export default async function () {
  return evaluate('2 + 3 * 4');
}
