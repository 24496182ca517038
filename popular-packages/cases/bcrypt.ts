import bcrypt from 'bcrypt';

export default async function () {
  return bcrypt.compare('password', await bcrypt.hash('password', 4));
}
