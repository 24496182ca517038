import { z } from 'zod';

export default async function () {
  return z.object({ a: z.coerce.number(), b: z.email().optional() }).parse({ a: '3' });
}
