import { groupBy, pipe, map } from 'remeda';

export default async function () {
  return pipe(
    [1, 2, 3],
    map((n) => n * 2),
    groupBy((n) => String(n > 3)),
  );
}
