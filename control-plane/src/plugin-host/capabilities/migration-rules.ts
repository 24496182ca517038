export type MigrationVerdict =
  { statements: { sql: string; line: number }[] } | { refused: string; line: number };
export function judgeMigration(sql: string, parse: (sql: string) => unknown): MigrationVerdict {
  parse(sql);
  return { statements: [{ sql, line: 1 }] };
}
