import { ObjectId } from 'mongodb';

export default async function () {
  return new ObjectId('65f0c0ffee0123456789abcd').getTimestamp();
}
