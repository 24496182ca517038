import { Chalk } from 'chalk';

export default async function () {
  return new Chalk({ level: 1 }).red.bold('x');
}
