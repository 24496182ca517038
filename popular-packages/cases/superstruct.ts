import { create, defaulted, number, object } from 'superstruct';

export default async function () {
  return create({}, object({ a: defaulted(number(), 3) }));
}
