import { decodeTime, ulid } from 'ulid';

export default async function () {
  return decodeTime(ulid(1_700_000_000_000));
}
