import slugify from 'slugify';

export default async function () {
  return slugify.default('Çà va, Ünïcode?', { lower: true, strict: true });
}
