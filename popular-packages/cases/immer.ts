import { produce } from 'immer';

export default async function () {
  return produce({ a: [1] }, (draft) => void draft.a.push(2));
}
