import { from, lastValueFrom, map, toArray } from 'rxjs';

export default async function () {
  return lastValueFrom(
    from([1, 2]).pipe(
      map((n) => n * 2),
      toArray(),
    ),
  );
}
