import { Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';

export default async function () {
  return Value.Check(Type.Object({ a: Type.Number() }), { a: 1 });
}
