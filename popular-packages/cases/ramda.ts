import * as R from 'ramda';

export default async function () {
  return R.groupBy(({ a }: { a: string }) => a, [{ a: 'x' }, { a: 'y' }]);
}
