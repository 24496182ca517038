import async from 'async';

export default async function () {
  return async.mapLimit([1, 2, 3], 2, async (n: number) => n * 2);
}
