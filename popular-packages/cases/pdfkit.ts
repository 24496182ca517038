import PDFDocument from 'pdfkit';

export default async function () {
  const document = new PDFDocument();
  const parts: Buffer[] = [];
  document.on('data', (part: Buffer) => parts.push(part));
  const ended = new Promise((resolve) => document.on('end', resolve));
  document.text('hello');
  document.end();
  await ended;
  const bytes = Buffer.concat(parts);
  return { begin: bytes.subarray(0, 5).toString(), long: bytes.length > 500 };
}
