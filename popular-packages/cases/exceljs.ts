import ExcelJS from 'exceljs';

export default async function () {
  const workbook = new ExcelJS.Workbook();
  workbook.addWorksheet('A').addRow([1, 'two']);
  const copy = new ExcelJS.Workbook();
  await copy.xlsx.load(await workbook.xlsx.writeBuffer());
  return copy.getWorksheet('A')?.getCell('B1').value;
}
