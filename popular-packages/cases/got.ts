import got from 'got';

export default async function () {
  return typeof got.extend({ prefixUrl: 'https://example.com' }).get;
}
