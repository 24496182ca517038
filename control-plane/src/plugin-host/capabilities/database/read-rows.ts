/**
 * Reads PostgreSQL's DataRow messages (manual, 54.7).
 *
 * @param pieces of them, in their order
 * @returns the values as PostgreSQL writes them
 */
export function readRows(pieces: readonly Buffer[]): (string | null)[][] {
  const bytes = Buffer.concat(pieces);
  const rows: (string | null)[][] = [];
  // Each begins with its type and its length.
  for (let start = 0; start < bytes.length; start += 1 + bytes.readUInt32BE(start + 1)) {
    const row: (string | null)[] = [];
    let at = start + 7;
    for (let left = bytes.readUInt16BE(start + 5); left > 0; left -= 1) {
      const length = bytes.readInt32BE(at);
      at += 4;
      row.push(length < 0 ? null : bytes.toString('utf8', at, at + length));
      if (length > 0) at += length;
    }
    rows.push(row);
  }
  return rows;
}
