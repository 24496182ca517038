import bcrypt from 'bcryptjs';

export default async function () {
  return bcrypt.compare('password', await bcrypt.hash('password', 4));
}
