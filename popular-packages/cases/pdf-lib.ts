import { PDFDocument, StandardFonts } from 'pdf-lib';

export default async function () {
  const document = await PDFDocument.create();
  const font = await document.embedFont(StandardFonts.Helvetica);
  document.addPage([200, 200]).drawText('hello', { font });
  const bytes = await document.save();
  return (await PDFDocument.load(bytes)).getPageCount();
}
