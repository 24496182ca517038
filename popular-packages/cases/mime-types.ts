import mime from 'mime-types';

export default async function () {
  return [mime.lookup('a.csv'), mime.extension('image/png')];
}
