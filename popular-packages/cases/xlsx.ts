import * as XLSX from 'xlsx';

export default async function () {
  const sheet = XLSX.utils.aoa_to_sheet([
    ['a', 'b'],
    [1, 2],
  ]);
  return XLSX.utils.sheet_to_json(sheet);
}
