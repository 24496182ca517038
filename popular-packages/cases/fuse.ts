import Fuse from 'fuse.js';

export default async function () {
  return new Fuse(['Apple', 'Orange'], {}).search('aple').map(({ item }) => item);
}
