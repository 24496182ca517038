import { SignJWT, jwtVerify } from 'jose';

export default async function () {
  const key = new TextEncoder().encode('0123456789abcdef0123456789abcdef');
  const token = await new SignJWT({ name: 'Ada' }).setProtectedHeader({ alg: 'HS256' }).sign(key);
  return (await jwtVerify(token, key)).payload;
}
