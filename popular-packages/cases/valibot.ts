import * as v from 'valibot';

export default async function () {
  return v.safeParse(v.object({ mail: v.pipe(v.string(), v.email()) }), { mail: 'a@example.com' }).output;
}
