import { parse } from 'dotenv';

export default async function () {
  return parse('A=1\nB="two words"');
}
