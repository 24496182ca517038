import JSZip from 'jszip';

export default async function () {
  const zip = new JSZip();
  zip.file('a.txt', 'hello');
  const copy = await JSZip.loadAsync(await zip.generateAsync({ type: 'uint8array' }));
  return copy.file('a.txt')?.async('string');
}
