import jwt from 'jsonwebtoken';

export default async function () {
  const token = jwt.sign({ name: 'Ada' }, 'secret', { noTimestamp: true });
  return jwt.verify(token, 'secret');
}
