import { chunk, debounce, merge } from 'lodash-es';

export default async function () {
  return {
    chunks: chunk([1, 2, 3], 2),
    merged: merge({ a: { b: 1 } }, { a: { c: 2 } }),
    debounce: typeof debounce(() => 1),
  };
}
