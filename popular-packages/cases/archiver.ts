import archiver from 'archiver';

export default async function () {
  const archive = archiver('zip');
  const parts: Buffer[] = [];
  archive.on('data', (part: Buffer) => parts.push(part));
  archive.append('x', { name: 'a.txt' });
  await archive.finalize();
  return Buffer.concat(parts).subarray(0, 2).toString();
}
